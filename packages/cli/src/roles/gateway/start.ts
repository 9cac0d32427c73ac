import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type NetworkFiles, openFiles } from "@stos/client";
import { isAddress, networkKeySigner } from "@stos/codec";
import { credentialsOf, startGateway } from "@stos/gateway";
import type { ConfigTable } from "../../config/config-table.ts";
import { readNetworkKey } from "../../keys/network-key-file.ts";
import { type OpenedHome, openHome } from "../open-home.ts";
import type { Service } from "../serve.ts";

const fileSecretBytesMin = 16;

/** Starts the gateway in `home`. Throws an input error for a config that can't be used. */
export async function startGatewayHome(home: string): Promise<Service> {
  const opened = await openHome(home);
  const { config, dataDir, log } = opened;
  await using started = new AsyncDisposableStack();
  const access: Parameters<typeof credentialsOf>[0][number][] = [];
  for (const entry of config.tables("access_keys")) {
    const objects = started.use(await filesOf(home, opened, entry));
    access.push({
      accessKeyId: entry.text("access_key_id"),
      secretAccessKey: entry.text("secret_access_key"),
      owner: entry.text("wallet"),
      objects,
    });
  }

  started.use(
    await startGateway({
      listen: config.listen("listen"),
      region: config.text("region"),
      dataDir,
      credentials: credentialsOf(access),
      log: ({ event, ...fields }) => log(event, fields),
    }),
  );
  log("gateway started", { accessKeys: access.length });
  const running = started.move();
  return { [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The wallet's objects, reached by the gateway's own key: it holds a grant of the wallet. */
async function filesOf(
  home: string,
  { config, path }: OpenedHome,
  entry: ConfigTable,
): Promise<NetworkFiles> {
  const wallet = entry.text("wallet");
  if (!isAddress("st", wallet)) throw entry.wrong("wallet", "an address st1…");
  const fileSecret = await readFile(join(home, entry.text("file_secret")), "utf8");
  const secret = new Uint8Array(Buffer.from(fileSecret.trim(), "base64"));
  if (secret.byteLength < fileSecretBytesMin)
    throw entry.wrong("file_secret", `a file with ${fileSecretBytesMin} bytes or more in base64`);

  const key = await readNetworkKey(path("grant_key"));
  const meta = config.table("meta");
  return openFiles({
    meta: { rpc: meta.url("rpc"), rest: meta.url("rest") },
    wallet,
    signer: networkKeySigner(key),
    signerAddress: key.networkAddress,
    fileSecret: secret,
  });
}
