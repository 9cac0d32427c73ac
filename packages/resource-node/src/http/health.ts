import type { DataPort } from "./data-port.ts";

/** GET /health: the node's state and what it did since it started. */
export function health({ node, chainId, store, counters, scrubRounds }: DataPort) {
  return {
    node,
    chainId,
    state: store.state(),
    capacity: store.capacity,
    used: store.used(),
    slices: store.slices(),
    damaged: store.damaged().length,
    damagedSlices: store.damaged().slice(0, 20),
    scrubRounds: scrubRounds(),
    counters,
  };
}
