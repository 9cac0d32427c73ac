import { consensusAddress } from "@stos/codec";
import type { Context } from "@stos/ledger";
import { forgetMissed } from "./missed-blocks.ts";
import {
  openSlashing,
  type SigningInfo,
  type SlashingParameters,
  type SlashingState,
} from "./state.ts";

/** Who signed which blocks, as other modules may use it. */
export type Slashing = Readonly<{
  state: SlashingState;
  parameters(): SlashingParameters;
  /** Of a consensus address `stvalcons…`; undefined where the key was never bonded. */
  signer(address: string): SigningInfo | undefined;
  setSigner(address: string, info: SigningInfo): void;
  isTombstoned(address: string): boolean;
  /** A validator is bonded: its window begins anew. */
  beginWatching(consensusKey: Uint8Array): Promise<void>;
}>;

export function slashingOf(context: Context): Slashing {
  const state = openSlashing(context);
  const signer = (address: string) => state.signers.get(address);

  return {
    state,
    parameters() {
      const found = state.parameters.get();
      if (found === undefined) throw new RangeError("slashing has no genesis parameters");
      return found;
    },
    signer,
    setSigner: (address, info) => state.signers.set(address, info),
    isTombstoned: (address) => signer(address)?.isTombstoned ?? false,
    async beginWatching(consensusKey) {
      const address = consensusAddress(consensusKey);
      const before = signer(address) ?? { jailedUntil: 0, isTombstoned: false };
      await forgetMissed(state, address);
      const startHeight = context.block.height + 1;
      state.signers.set(address, { ...before, startHeight, missedBlocks: 0 });
    },
  };
}
