import type { EncodedAny, Signer } from "@stos/codec";
import { NetworkError } from "../network-error.ts";
import type { ChainClient } from "./chain-client.ts";
import type { TransactionResult } from "./comet-rpc.ts";
import { abortable, type Patience } from "./deadline.ts";
import { TransactionSender } from "./transaction-sender.ts";

export type MessageGroupsOptions = Readonly<{
  chain: ChainClient;
  signer: Signer;
  /** The account, where it isn't the signer's `st…`. */
  address?: string;
}>;

/** Orders that wait at most. */
const queueMax = 4_096;
/** Orders of one transaction at most, and the bytes of their messages unless it is a single one. */
const groupMax = 64;
const groupBytesMax = 256 * 1024;
const timeoutMsDefault = 30_000;

type Order = Readonly<{
  messages: readonly EncodedAny[];
  deadline: number;
  signal: AbortSignal | undefined;
  result: PromiseWithResolvers<TransactionResult>;
}>;

/**
 * Sends one account's messages on a chain without fees: what is ordered while a block is made goes together in the next
 * transaction, so many orders cost one signature, one check and one request. A transaction is all or nothing, so the orders of a refused
 * one are sent again one by one, each to hear its own refusal.
 */
export class MessageGroups {
  readonly #sender: TransactionSender;
  #queue: Order[] = [];
  #isSending = false;

  constructor(options: MessageGroupsOptions) {
    this.#sender = new TransactionSender({ ...options, awaitsBlocks: true });
  }

  /** The result of the transaction that holds the messages, once a block holds it. Throws what `TransactionSender.send` throws. */
  async send(messages: readonly EncodedAny[], patience: Patience = {}): Promise<TransactionResult> {
    if (this.#queue.length >= queueMax)
      throw new NetworkError({ code: "queue-full", limit: queueMax });
    const { signal, timeoutMs = timeoutMsDefault } = patience;
    signal?.throwIfAborted();
    const result = Promise.withResolvers<TransactionResult>();
    // Whoever ordered it may have gone away; its refusal is still no unhandled one.
    result.promise.catch(() => undefined);
    this.#queue.push({ messages, deadline: performance.now() + timeoutMs, signal, result });
    if (!this.#isSending) void this.#sendAll();
    return abortable(result.promise, signal);
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    // What is ordered in this same turn goes along.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const group = this.#takeGroup();
      if (group.length > 0) await this.#sendGroup(group);
    }
    this.#isSending = false;
  }

  /** The oldest orders that still wait, as many as one transaction takes. */
  #takeGroup(): readonly Order[] {
    this.#queue = this.#queue.filter(({ signal }) => signal?.aborted !== true);
    let bytes = 0;
    const end = this.#queue.findIndex(({ messages }, index) => {
      bytes += messages.reduce((size, { value }) => size + value.length, 0);
      return index === groupMax || (index > 0 && bytes > groupBytesMax);
    });
    return this.#queue.splice(0, end === -1 ? this.#queue.length : end);
  }

  async #sendGroup(group: readonly Order[]): Promise<void> {
    const messages = group.flatMap((order) => order.messages);
    const deadline = Math.max(...group.map((order) => order.deadline));
    const timeoutMs = Math.max(1, deadline - performance.now());
    try {
      const executed = await this.#sender.send(messages, { timeoutMs });
      for (const { result } of group) result.resolve(executed);
    } catch (error) {
      if (group.length > 1 && isRefusedInBlock(error))
        for (const order of group) await this.#sendGroup([order]);
      else for (const { result } of group) result.reject(error);
    }
  }
}

/** One order's messages were refused; CheckTx refuses the account, which is the same for all. */
function isRefusedInBlock(error: unknown): boolean {
  return (
    error instanceof NetworkError &&
    error.failure.code === "transaction-refused" &&
    error.failure.height > 0
  );
}
