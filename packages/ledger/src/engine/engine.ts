import type { BlockResult, TxResult } from "../application.ts";
import type {
  ConsensusParams,
  DecidedBlock,
  ExecutedTx,
  PublishedBlock,
  SignedHeader,
  ValidatorInfo,
} from "./block-types.ts";
import type { Genesis } from "./genesis.ts";

/**
 * What orders transactions into blocks and drives one `Application`. Whether that happens in this process (embedded) or by
 * CometBFT beside it is not visible here. Heights are whole numbers from 1; a reader that takes a height throws
 * `EngineError` `height-out-of-range` for one that isn't held.
 */
export interface Engine extends AsyncDisposable {
  readonly genesis: Genesis;
  /** Resolves once the engine is closed, rejects with the bug that stopped it. Left unhandled, that ends the process. */
  readonly stopped: Promise<void>;

  /** Brings application and blocks to the same height; resolves once the newest block can be read and blocks are being made. */
  start(signal: AbortSignal): Promise<void>;
  status(): Promise<EngineStatus>;
  consensusParams(height: number): Promise<ConsensusParams>;
  validators(height: number): Promise<readonly ValidatorInfo[]>;

  /** Queues the transaction and doesn't wait for its check. */
  broadcastAsync(tx: Uint8Array): Promise<Uint8Array>;
  /** Answers once the transaction stands in the mempool or is refused. */
  broadcastSync(tx: Uint8Array): Promise<Readonly<{ hash: Uint8Array; check: TxResult }>>;
  /** Answers once the transaction stands in a published block, or is refused by its check (`executed` undefined). */
  broadcastCommit(tx: Uint8Array, signal: AbortSignal): Promise<CommittedTx>;
  /** Checked transactions that wait for a block, oldest first. */
  unconfirmed(limit: number): Promise<Unconfirmed>;

  block(height: number): Promise<DecidedBlock>;
  blockByHash(hash: Uint8Array): Promise<DecidedBlock | undefined>;
  commit(height: number): Promise<SignedHeader>;
  blockResults(height: number): Promise<BlockResult>;
  tx(hash: Uint8Array): Promise<ExecutedTx | undefined>;
  /** `query` in CometBFT's language, `message.sender='st1…' AND tx.height>5`. Throws `EngineError` for a malformed one. */
  txSearch(search: Search): Promise<Readonly<{ total: number; txs: readonly ExecutedTx[] }>>;
  /** Only by `block.height`. */
  blockSearch(
    search: Search,
  ): Promise<Readonly<{ total: number; blocks: readonly DecidedBlock[] }>>;

  /** Calls the listener once for every block published from now on, in order, never before the block is durable. */
  onBlock(listener: (published: PublishedBlock) => void): Disposable;
}

export type EngineStatus = Readonly<{
  engine: "embedded" | "cometbft";
  /** 20 bytes. */
  nodeId: Uint8Array;
  moniker: string;
  /** Of CometBFT's protocol, `0.38.…`: clients choose their dialect by it. */
  version: string;
  latest: BlockSummary;
  earliest: BlockSummary;
  catchingUp: boolean;
  /** Undefined for a follower. */
  validator: ValidatorInfo | undefined;
  peers: number;
}>;

export type BlockSummary = Readonly<{
  height: number;
  hash: Uint8Array;
  /** As in that block's header: after the block before it. */
  appHash: Uint8Array;
  time: Readonly<{ seconds: number; nanos: number }>;
}>;

export type CommittedTx = Readonly<{
  hash: Uint8Array;
  check: TxResult;
  executed: ExecutedTx | undefined;
}>;

export type Unconfirmed = Readonly<{
  txs: readonly Uint8Array[];
  count: number;
  bytes: number;
}>;

/** `offset` counts matches in the order of the answer. */
export type Search = Readonly<{
  query: string;
  offset: number;
  limit: number;
  order: "ascending" | "descending";
}>;
