import { join } from "node:path";
import { readValidatorKey, startChainNode } from "@stos/ledger";
import { valueNetwork } from "@stos/value-network";
import { openHome, readGenesisFile } from "../open-home.ts";
import type { Service } from "../serve.ts";

/** Starts the value network's node in `home`. Throws an input error for a config that can't be used. */
export async function startValueHome(home: string): Promise<Service> {
  const { config, path, dataDir, log } = await openHome(home);
  const keys = config.texts("validator_keys").map((file) => readValidatorKey(join(home, file)));
  return await startChainNode(
    {
      network: valueNetwork,
      genesis: await readGenesisFile(path("genesis")),
      dataDir,
      keys: await Promise.all(keys),
      rpc: config.table("rpc").listen("listen"),
      rest: config.table("rest").listen("listen"),
      moniker: config.text("moniker"),
      log,
    },
    new AbortController().signal,
  );
}
