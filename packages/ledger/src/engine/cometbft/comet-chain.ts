import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Application } from "../../application.ts";
import { keyValueApplication } from "../embedded/key-value-application.ts";
import { createValidatorKey, readValidatorKey } from "../embedded/validator-key.ts";
import type { Engine } from "../engine.ts";
import { type Genesis, makeGenesis } from "../genesis.ts";
import { openCometEngine } from "./comet-engine.ts";
import type { CometEngineOptions } from "./options.ts";

export interface CometChain extends AsyncDisposable {
  readonly engine: Engine;
  readonly application: Application;
  readonly genesis: Genesis;
  readonly folder: string;
}

/** For tests: one validator under a CometBFT of its own, over the key-value application unless told otherwise. */
export async function startCometChain(
  options: Partial<CometEngineOptions> & { folder?: string } = {},
): Promise<CometChain> {
  const { folder: given, ...more } = options;
  const folder = given ?? (await mkdtemp(join(tmpdir(), "comet-")));
  const validatorKeyFile = join(folder, "validator.json");
  const key = await createValidatorKey(validatorKeyFile).catch(() =>
    readValidatorKey(validatorKeyFile),
  );
  const genesis =
    options.genesis ??
    makeGenesis({
      chainId: "stratos-comet-1",
      time: new Date("2026-01-01T00:00:00.000Z"),
      validators: [{ publicKey: key.key.publicKey, power: 10, name: "only" }],
      appState: {},
    });
  const application = options.application ?? keyValueApplication(join(folder, "state.json"));
  const engine = openCometEngine({
    application,
    genesis,
    home: join(folder, "comet"),
    validatorKeyFile,
    p2p: { listen: `127.0.0.1:${await freePort()}`, isPrivate: true },
    emptyBlockMs: 200,
    commitMs: 20,
    ...more,
  });
  engine.stopped.catch(() => undefined);
  try {
    await engine.start(AbortSignal.timeout(60_000));
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
  return {
    engine,
    application,
    genesis,
    folder,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      if (given === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
