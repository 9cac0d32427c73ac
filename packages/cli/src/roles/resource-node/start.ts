import { startResourceNode } from "@stos/resource-node";
import { readNetworkSeed } from "../../keys/network-key-file.ts";
import { openHome } from "../open-home.ts";
import type { Service } from "../serve.ts";

/** Starts the resource node in `home`. Throws an input error for a config that can't be used. */
export async function startResourceHome(home: string, signal: AbortSignal): Promise<Service> {
  const { config, path, dataDir, log } = await openHome(home);
  const meta = config.table("meta");
  return await startResourceNode({
    dataDir,
    listen: config.listen("listen"),
    publicUrl: config.url("url"),
    networkKeySeed: await readNetworkSeed(path("network_key")),
    metaRest: meta.url("rest"),
    metaRpc: meta.url("rpc"),
    capacity: config.whole("capacity", { min: 1, max: Number.MAX_SAFE_INTEGER }),
    bandwidth: config.whole("bandwidth", { min: 1, max: Number.MAX_SAFE_INTEGER }),
    log: (level, event, fields) => log(event, { level, ...fields }),
    signal,
  });
}
