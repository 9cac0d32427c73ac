import type { Context } from "./context.ts";

/**
 * A network is an ordered list of modules over one set of capabilities `C`: what its modules let each other do
 * (`bank.debit`, `outbox.send`, …), made anew for each transaction over that transaction's branch of the state.
 */
export type Network<C> = Readonly<{
  /** Every module, in the order in which its hooks run. The order is consensus: change it only with a fork. */
  modules: readonly Module<C>[];
  capabilities(context: Context): C;
  admission: Admission<C>;
}>;

export type Module<C> = Readonly<{
  /** Names the module's store in proofs. */
  name: string;
  messages?: readonly MessageHandler<C, never>[];
  queries?: readonly QueryHandler<C>[];
  routes?: readonly Route<C>[];
  genesis?: GenesisHandler<C>;
  /** Runs before a block's transactions. A failure here is a bug and stops the node. */
  beginBlock?(capabilities: C): void | Promise<void>;
  endBlock?(capabilities: C): void | Promise<void>;
  invariants?: readonly Invariant<C>[];
  /** Whether something of this module waits for the next block although no transaction does. Sees the newest committed state. */
  wantsBlock?(capabilities: C): boolean;
}>;

/** One message: decoded at the edge, checked alone, then executed against the state, all or nothing. */
export type MessageHandler<C, M> = Readonly<{
  /** The type URL, `/stratos.sds.v1.MsgPrepay`. */
  type: string;
  /** Parses the protobuf into what the rules take. Throws `ChainError` for what isn't of the form. */
  decode(bytes: Uint8Array): M;
  /** Bech32 addresses whose signatures the message needs, in order. */
  signers(message: M, capabilities: C): readonly string[];
  /** Sees the message alone. Throws `ChainError`. */
  check?(message: M): void;
  /** Reads, calls a rule, writes, emits. Throws `ChainError` to refuse; answers the encoded response where there is one. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most handlers answer nothing and have no return statement.
  execute(capabilities: C, message: M): void | Uint8Array | Promise<void | Uint8Array>;
}>;

/** Erases the message's type once its handler is complete, so that handlers stand in one list. */
export function defineMessage<C, M>(handler: MessageHandler<C, M>): MessageHandler<C, never> {
  return handler as MessageHandler<C, never>;
}

/** A query by its gRPC method path, protobuf in and out. */
export type QueryHandler<C> = Readonly<{
  path: string;
  handle(capabilities: C, request: Uint8Array): Uint8Array | Promise<Uint8Array>;
}>;

/** A JSON query over REST. `path` has `:name` parameters. */
export type Route<C> = Readonly<{
  method: "GET" | "POST";
  path: string;
  /** Answers JSON; throws `ChainError` (becomes a status by its code) for what can't be answered. */
  handle(capabilities: C, request: RouteRequest): unknown | Promise<unknown>;
}>;

export type RouteRequest = Readonly<{
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  body: unknown;
}>;

export type GenesisHandler<C> = Readonly<{
  init(capabilities: C, state: unknown): void | Promise<void>;
  export(capabilities: C): unknown | Promise<unknown>;
}>;

/** What must hold after every block; answers a sentence that says how it doesn't. */
export type Invariant<C> = Readonly<{
  name: string;
  check(capabilities: C): string | undefined | Promise<string | undefined>;
}>;

/** `check` guards the mempool, `simulate` skips signatures and the fee's floor. */
export type AdmissionMode = "check" | "deliver" | "simulate";

/**
 * What a transaction must pass before its messages run: signatures, sequences, fees. Its writes stay where a message is
 * refused, so a refused transaction pays and can't be replayed.
 */
export type Admission<C> = Readonly<{
  admit(capabilities: C, transaction: Transaction, mode: AdmissionMode): void | Promise<void>;
}>;

/** A decoded `TxRaw`. */
export type Transaction = Readonly<{
  hash: Uint8Array;
  bodyBytes: Uint8Array;
  authInfoBytes: Uint8Array;
  signatures: readonly Uint8Array[];
  messages: readonly Readonly<{ typeUrl: string; value: Uint8Array }>[];
  /** Every signer that the messages name, each once, in order. */
  signers: readonly string[];
  signerInfos: readonly SignerInfo[];
  fee: Readonly<{
    amount: readonly Readonly<{ denom: string; amount: string }>[];
    gasLimit: bigint;
    payer: string;
  }>;
  memo: string;
  timeoutHeight: bigint;
  /** Of the encoded transaction. */
  byteLength: number;
}>;

export type SignerInfo = Readonly<{
  publicKey?: Readonly<{ typeUrl: string; value: Uint8Array }>;
  mode: "direct" | "other";
  sequence: bigint;
}>;
