import type { Context } from "@stos/ledger";
import { digest } from "../digest.ts";
import type { Parameters } from "../parameters/parameters.ts";
import { history, newest, randomnessStore } from "./state.ts";

export type Randomness = Readonly<{
  /** R of the present block. */
  current(): Uint8Array;
  /** R(height) as far as it is kept; where it didn't move, that of the height at which it last had. */
  at(height: number): Promise<Uint8Array | undefined>;
  /** Forgets heights beyond those kept. Only blocks that move R have something to forget. */
  prune(): Promise<void>;
}>;

/**
 * R(h) = H(R(h−1) ‖ what block h contributes), in the blocks in which something is drawn; R(h) = R(h−1) in all others, so
 * that an idle block writes nothing. A block contributes its hash, which its proposer can grind; a member's revealed
 * preimage takes that place in `contributionOf`.
 */
export function randomnessOf(context: Context, parameters: Parameters): Randomness {
  const store = context.store(randomnessStore);
  const last = newest.open(store);
  const past = history.open(store);
  const { height } = context.block;

  return {
    current() {
      const before = last.get() ?? {
        height: 0,
        value: digest("stratos/randomness/v1", context.block.genesisHash),
      };
      if (before.height === height && last.has()) return before.value;

      const value = digest("stratos/randomness/v1", before.value, contributionOf(context));
      last.set({ height, value });
      past.set(height, value);
      return value;
    },
    async at(wanted) {
      for await (const [, value] of past.entries({ lt: wanted + 1, reverse: true, limit: 1 }))
        return value;
      return undefined;
    },
    async prune() {
      if (last.get()?.height !== height) return;
      const kept = height - parameters.get().randomnessHeights;
      if (kept <= 0) return;
      for await (const [old] of past.entries({ lt: kept })) past.delete(old);
    },
  };
}

function contributionOf({ block }: Context): Uint8Array {
  return block.hash;
}
