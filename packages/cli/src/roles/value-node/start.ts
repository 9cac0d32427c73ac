import { join } from "node:path";
import { type CometPeers, readValidatorKey } from "@stos/ledger";
import { startValueNode, type ValueNodeConfig } from "@stos/value-network";
import { inputError } from "../../cli-error.ts";
import type { ConfigTable } from "../../config/config-table.ts";
import { openHome, readGenesisFile } from "../open-home.ts";
import type { Service } from "../serve.ts";

/** What decides blocks: this process alone, or CometBFT beside it. */
export type EngineName = "embedded" | "cometbft";

/**
 * Starts the value network's node in `home`, with the engine that its config names unless told. Throws an input error for a config that
 * can't be used.
 */
export async function startValueHome(
  home: string,
  signal: AbortSignal,
  told?: EngineName,
): Promise<Service> {
  const { config, path, dataDir, log } = await openHome(home);
  const keyFiles = config.optionalTexts("validator_keys").map((file) => join(home, file));
  const grpc = config.optionalTable("grpc")?.listen("listen");
  const engine =
    (told ?? engineOf(config)) === "cometbft"
      ? { keys: [], comet: cometOf(config, keyFiles) }
      : { keys: await Promise.all(keyFiles.map(readValidatorKey)) };
  return await startValueNode(
    {
      moniker: config.text("moniker"),
      genesis: await readGenesisFile(path("genesis")),
      dataDir,
      rpc: config.table("rpc").listen("listen"),
      rest: config.table("rest").listen("listen"),
      ...(grpc === undefined ? {} : { grpc }),
      log,
      ...engine,
    },
    signal,
  );
}

function engineOf(config: ConfigTable): EngineName {
  const name = config.optionalText("engine") ?? "embedded";
  if (name === "embedded" || name === "cometbft") return name;
  throw config.wrong("engine", `"embedded" or "cometbft"`);
}

/** Without a validator's key the node follows. */
function cometOf(
  config: ConfigTable,
  keyFiles: readonly string[],
): NonNullable<ValueNodeConfig["comet"]> {
  const [validatorKeyFile, ...others] = keyFiles;
  if (others.length > 0)
    throw inputError("CometBFT signs with one validator key; validator_keys names more");
  const p2p = config.optionalTable("p2p");
  const peers: CometPeers =
    p2p === undefined
      ? { listen: "127.0.0.1:26656", isPrivate: true }
      : {
          listen: p2p.text("listen"),
          persistent: p2p.optionalTexts("persistent_peers"),
          seeds: p2p.optionalTexts("seeds"),
          isPrivate: p2p.flag("private"),
        };
  const metrics = config.optionalText("metrics");
  return {
    p2p: peers,
    ...(validatorKeyFile === undefined ? {} : { validatorKeyFile }),
    ...(metrics === undefined ? {} : { metrics }),
  };
}
