import { bytes, flag, integer, key, record, u64 } from "@stos/codec";
import { type Context, item, map } from "@stos/ledger";

/** The name of the module as a store. */
export const slashingStore = "slashing";

/** Fractions in 10⁻¹⁸. */
const parameters = item({
  key: "parameters",
  codec: record({
    signedBlocksWindow: u64,
    minSignedPerWindow: integer,
    downtimeJailSeconds: u64,
    slashFractionDoubleSign: integer,
    slashFractionDowntime: integer,
  }),
});

/** signers/‹stvalcons…›: a key is never forgotten, so that a tombstone stays. */
const signers = map({
  prefix: "signers/",
  key: key.text,
  codec: record({
    /** The first block that it had to sign since it was bonded. */
    startHeight: u64,
    /** Unix seconds. */
    jailedUntil: u64,
    isTombstoned: flag,
    /** Of the newest window. */
    missedBlocks: u64,
  }),
});

/** missed/‹stvalcons…›‹chunk› → one bit for each block of the window, a bit that is set for a missed one; none where all are signed. */
const missed = map({
  prefix: "missed/",
  key: key.tuple(key.text, key.u64),
  codec: record({ bits: bytes }),
});

/** The module's state, opened over one branch. */
export function openSlashing(context: Context) {
  const store = context.store(slashingStore);
  return {
    parameters: parameters.open(store),
    signers: signers.open(store),
    missed: missed.open(store),
  } as const;
}

type Present<T> = NonNullable<T>;
export type SlashingState = ReturnType<typeof openSlashing>;
export type SlashingParameters = Present<ReturnType<SlashingState["parameters"]["get"]>>;
export type SigningInfo = Present<ReturnType<SlashingState["signers"]["get"]>>;
