import type { EncodedAny } from "@stos/codec";

/** A transaction's end on the chain. */
export type TransactionOutcome = Readonly<{
  /** 0: it was executed. */
  code: number;
  codespace: string;
  log: string;
  events: readonly Readonly<{ type: string; attributes: Readonly<Record<string, string>> }>[];
}>;

/** Sends what the node signs as its own. Transactions go one after the other, since they are numbered. */
export type MetaChain = Readonly<{
  /** Answers when a block has executed or the chain refused it. Throws `NodeError` network-unavailable where neither is known. */
  submit(messages: readonly EncodedAny[], signal?: AbortSignal): Promise<TransactionOutcome>;
}>;
