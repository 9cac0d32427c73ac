/** What a block tells of the validators that decided it, and what a block changes about those that decide later ones. */

/** How a validator of the last commit voted: for its block, for none, or not at all. */
export type VoteFlag = "signed" | "nil" | "absent";

export type Vote = Readonly<{
  /** First 20 bytes of sha256 of the consensus key. */
  address: Uint8Array;
  power: bigint;
  flag: VoteFlag;
}>;

/** The precommits for the block before, in the order of its validator set; none in a chain's first block. */
export type LastCommit = Readonly<{ round: number; votes: readonly Vote[] }>;

/** A validator that proved to have signed what it must not. */
export type Misbehaviour = Readonly<{
  kind: "duplicate-vote" | "light-client-attack";
  address: Uint8Array;
  /** Its voting power, and that of all validators, at `height`. */
  power: bigint;
  totalPower: bigint;
  /** Where it happened, and that block's time. */
  height: number;
  time: Readonly<{ seconds: number; nanos: number }>;
}>;

/** Power 0 removes the validator. It takes effect two heights later: an update of block H decides block H + 2. */
export type ValidatorUpdate = Readonly<{
  /** ed25519, 32 bytes. */
  publicKey: Uint8Array;
  power: bigint;
}>;

/** Consensus parameters as CometBFT names them. `maxGas` -1: without a limit. */
export type ConsensusParams = Readonly<{
  block: Readonly<{ maxBytes: number; maxGas: number }>;
  evidence: Readonly<{ maxAgeNumBlocks: number; maxAgeDurationNs: bigint; maxBytes: number }>;
  validator: Readonly<{ pubKeyTypes: readonly string[] }>;
  version: Readonly<{ app: number }>;
  abci: Readonly<{ voteExtensionsEnableHeight: number }>;
}>;

/** Each section replaces the one before as a whole, from the next height on. */
export type ConsensusParamUpdates = Partial<ConsensusParams>;

/** What a block's execution asks of its engine. */
export type ConsensusUpdates = Readonly<{
  /** One a key, sorted by key. */
  validatorUpdates: readonly ValidatorUpdate[];
  /** Undefined where nothing changes. */
  consensusParamUpdates: ConsensusParamUpdates | undefined;
}>;

/**
 * The engine as a block sees it. Reads, checks and simulations see no votes, and what they set goes nowhere; so does what a
 * refused message has set.
 */
export type BlockConsensus = Readonly<{
  lastCommit: LastCommit;
  misbehaviour: readonly Misbehaviour[];
  /** The newest update of a key in a block counts. */
  setValidator(update: ValidatorUpdate): void;
  /** The newest of each section counts. */
  updateParams(updates: ConsensusParamUpdates): void;
}>;

/** Where no block is executed: nobody voted, and updates go nowhere. */
export const noConsensus: BlockConsensus = {
  lastCommit: { round: 0, votes: [] },
  misbehaviour: [],
  setValidator: () => undefined,
  updateParams: () => undefined,
};
