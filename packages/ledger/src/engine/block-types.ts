import type { Block } from "cosmjs-types/tendermint/types/block";
import type { BlockID, Commit, Header } from "cosmjs-types/tendermint/types/types";
import type { BlockResult, TxResult } from "../application.ts";

export type { ConsensusParams } from "../consensus.ts";

/** What a chain has decided about one height: the block, its id and the commit that decides it. */
export type DecidedBlock = Readonly<{
  height: number;
  blockId: BlockID;
  block: Block;
  /** The precommits for this block itself (`block.lastCommit` holds those for its parent). */
  commit: Commit;
  /** Of the encoded block. */
  byteLength: number;
}>;

export type SignedHeader = Readonly<{ header: Header; commit: Commit }>;

/** One transaction in its block. */
export type ExecutedTx = Readonly<{
  hash: Uint8Array;
  height: number;
  index: number;
  tx: Uint8Array;
  result: TxResult;
}>;

/** What subscribers get: everything about a height, all of it durable already. */
export type PublishedBlock = DecidedBlock & Readonly<{ results: BlockResult }>;

export type ValidatorInfo = Readonly<{
  /** First 20 bytes of sha256 of the key. */
  address: Uint8Array;
  /** ed25519, 32 bytes. */
  publicKey: Uint8Array;
  votingPower: bigint;
  proposerPriority: bigint;
}>;
