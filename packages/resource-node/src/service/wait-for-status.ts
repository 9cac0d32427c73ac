import { setTimeout as delay } from "node:timers/promises";
import type { NetworkStatus, NetworkView } from "../network/network-view.ts";
import { NodeError } from "../node-error.ts";
import type { Log } from "./log.ts";

const pauseMs = 500;

/** The meta chain may start after its nodes: asks until it answers or the signal ends. */
export async function waitForStatus(
  view: NetworkView,
  log: Log,
  signal: AbortSignal,
): Promise<NetworkStatus> {
  for (let attempts = 0; ; attempts += 1) {
    try {
      return await view.status(signal);
    } catch (error) {
      if (!(error instanceof NodeError) || signal.aborted) throw error;
      if (attempts % 20 === 0) log("info", "waiting for the meta chain", { reason: error.message });
    }
    await delay(pauseMs, undefined, { signal });
  }
}
