import type { SliceStore } from "../volume/slice-store.ts";

/** Reads everything again, one slice a step, from the first id to the last and over. */
export function createScrubber(store: SliceStore): Readonly<{
  /** Answers the bytes it read. */
  step(): Promise<number>;
  /** Whole rounds so far. */
  rounds(): number;
}> {
  let after: Uint8Array = new Uint8Array(0);
  let rounds = 0;
  return {
    async step() {
      const next = await store.scrubNext(after);
      if (next === undefined) rounds += 1;
      after = next ?? new Uint8Array(0);
      return next === undefined ? 0 : (store.find(next)?.length ?? 0);
    },
    rounds: () => rounds,
  };
}
