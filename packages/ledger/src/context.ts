import type { BlockConsensus } from "./consensus.ts";
import type { StoreWriter } from "./store/store.ts";

/** What a capability is made over: one branch of the state, one block, one gas meter. */
export type Context = Readonly<{
  block: BlockInfo;
  /** Votes and misbehaviour that the block tells of; takes updates of validators and consensus parameters. */
  consensus: BlockConsensus;
  /** The branch's view of one module's store; each access costs gas. */
  store(module: string): StoreWriter;
  emit(event: ChainEvent): void;
  gas: GasMeter;
  /**
   * Runs over a branch of its own: its writes, events and updates are kept once it returns, and dropped when it throws, which
   * this rethrows. `gas` replaces the meter inside.
   */
  attempt<T>(run: (context: Context) => T | Promise<T>, gas?: GasMeter): Promise<T>;
}>;

export type BlockInfo = Readonly<{
  chainId: string;
  /** Of the genesis document, sha256: stands in everything that is signed apart. */
  genesisHash: Uint8Array;
  height: number;
  /** Whole unix seconds of block time. The only clock there is. */
  time: number;
  /** The block's hash, known to every node before it executes the block. */
  hash: Uint8Array;
}>;

/** Attribute values are text as clients see it; typed events hold JSON-quoted strings. */
export type ChainEvent = Readonly<{
  type: string;
  attributes: readonly Readonly<{ key: string; value: string }>[];
}>;

export type GasMeter = Readonly<{
  limit: bigint;
  used(): bigint;
  /** Throws `ChainError` out-of-gas past the limit. */
  consume(amount: bigint, what: string): void;
}>;
