import { join } from "node:path";
import { readValidatorKey } from "@stos/ledger";
import { startValueNode } from "@stos/value-network";
import { openHome, readGenesisFile } from "../open-home.ts";
import type { Service } from "../serve.ts";

/** Starts the value network's node in `home`. Throws an input error for a config that can't be used. */
export async function startValueHome(home: string, signal: AbortSignal): Promise<Service> {
  const { config, path, dataDir, log } = await openHome(home);
  const keys = config.texts("validator_keys").map((file) => readValidatorKey(join(home, file)));
  return await startValueNode(
    {
      moniker: config.text("moniker"),
      genesis: await readGenesisFile(path("genesis")),
      keys: await Promise.all(keys),
      dataDir,
      rpc: config.table("rpc").listen("listen"),
      rest: config.table("rest").listen("listen"),
      log,
    },
    signal,
  );
}
