import type { ConsensusUpdates, LastCommit, Misbehaviour } from "./consensus.ts";
import type { ChainEvent } from "./context.ts";

/** A network as its engine sees it: the calls of ABCI 2.0, with our names. Every call but `checkTx` and `query` is made one at a time. */
export interface Application {
  /**
   * What a restarted engine knows of the newest committed block and the state doesn't hold: its time and hash, so that
   * queries before the next block see them.
   */
  resume?(block: Readonly<{ time: number; hash: Uint8Array }>): void;
  info(): Readonly<{ height: number; appHash: Uint8Array }>;
  /** `validatorUpdates`: the first validators, where modules name any; otherwise the document's stand. */
  initChain(genesis: GenesisDocument): Promise<InitialChain>;
  /**
   * Sees the newest committed state and what was checked since. `commit` forgets the latter, so an engine checks what is
   * left in its mempool again after it, in its order.
   */
  checkTx(tx: Uint8Array): Promise<TxResult>;
  finalizeBlock(block: ProposedBlock): Promise<BlockResult>;
  /** Makes the finalized block durable. */
  commit(): Promise<void>;
  query(request: QueryRequest): Promise<QueryResult>;
  /** The gRPC method paths that `query` answers; none where this is absent. */
  queryPaths?(): readonly string[];
  /** REST: undefined where no route fits. */
  route(request: HttpRouteRequest): Promise<HttpRouteResult | undefined>;
  /** Whether something waits for the next block although no transaction does (a session whose seed is to come). */
  wantsBlock(): boolean;
  exportState(): Promise<Readonly<Record<string, unknown>>>;
}

/** CometBFT's genesis document, with our `app_state`. */
export type GenesisDocument = Readonly<{
  genesis_time: string;
  chain_id: string;
  initial_height: string;
  consensus_params: unknown;
  validators: readonly GenesisValidator[];
  /** Hex, upper case; empty at a first start. */
  app_hash: string;
  app_state: Readonly<Record<string, unknown>>;
}>;

export type GenesisValidator = Readonly<{
  address: string;
  pub_key: Readonly<{ type: "tendermint/PubKeyEd25519"; value: string }>;
  power: string;
  name: string;
}>;

export type ProposedBlock = Readonly<{
  height: number;
  time: Readonly<{ seconds: number; nanos: number }>;
  hash: Uint8Array;
  proposerAddress: Uint8Array;
  txs: readonly Uint8Array[];
  /** Absent: nobody voted, as in a chain's first block. */
  lastCommit?: LastCommit;
  misbehaviour?: readonly Misbehaviour[];
}>;

export type InitialChain = ConsensusUpdates & Readonly<{ appHash: Uint8Array }>;

export type TxResult = Readonly<{
  code: number;
  codespace: string;
  log: string;
  data: Uint8Array;
  gasWanted: bigint;
  gasUsed: bigint;
  events: readonly ChainEvent[];
}>;

export type BlockResult = ConsensusUpdates &
  Readonly<{
    txResults: readonly TxResult[];
    events: readonly ChainEvent[];
    appHash: Uint8Array;
  }>;

/** `path` is a gRPC method path or `/store/<module>/key`; `height` 0: the newest. */
export type QueryRequest = Readonly<{
  path: string;
  data: Uint8Array;
  height: number;
  prove: boolean;
}>;

export type QueryResult = Readonly<{
  code: number;
  codespace: string;
  log: string;
  key: Uint8Array;
  value: Uint8Array;
  height: number;
  /** Encoded ICS23 proofs, outermost last. */
  proofs: readonly Uint8Array[];
}>;

export type HttpRouteRequest = Readonly<{
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  /** 0: the newest. */
  height: number;
  body: unknown;
}>;

export type HttpRouteResult = Readonly<{ status: number; body: unknown }>;
