import { buildTransaction, type EncodedAny, type Signer, transactionHash } from "@stos/codec";
import { NetworkError } from "../network-error.ts";
import type { ChainClient } from "./chain-client.ts";
import {
  type BroadcastResult,
  type CommitResult,
  hashText,
  type TransactionResult,
} from "./comet-rpc.ts";
import { abortable, type Patience, pause } from "./deadline.ts";

export type TransactionFee = Readonly<{
  amount: readonly Readonly<{ denom: string; amount: string }>[];
  gasLimit: bigint;
}>;

/** What a transaction is to pay; `build` makes it with any fee, for a simulation. */
export type FeeChoice = (
  build: (fee: TransactionFee) => Uint8Array,
  signal: AbortSignal | undefined,
) => Promise<TransactionFee>;

export type TransactionSenderOptions = Readonly<{
  chain: ChainClient;
  signer: Signer;
  /** The account, where it isn't the signer's `st…`: `stsds…` for a session's or node's key. */
  address?: string;
  /** Default: none, as the meta chain has it. */
  fee?: FeeChoice;
  /** Transactions that wait for a block at most; more wait before they are sent. Default: 256. */
  inFlightMax?: number;
  /**
   * Sends the next transaction once a block holds the one before: a single request each, answered with the block. For a
   * sender whose caller gathers what comes meanwhile. Default: false.
   */
  awaitsBlocks?: boolean;
}>;

/** Transactions that wait to be sent at most. */
const queueMax = 4_096;
const timeoutMsDefault = 30_000;
const sdkWrongSequence = 32;
const sdkMempoolFull = 20;

type Waiting = Readonly<{
  tx: Uint8Array;
  deadline: number;
  result: PromiseWithResolvers<TransactionResult>;
}>;

/**
 * Sends one account's transactions: numbers them in order, lets many be in flight, answers each one's result. A wrong
 * sequence is taken from what the chain expects. Transactions enter blocks in the order of their sequences, so one look
 * at the oldest in flight tells about all behind it.
 */
export class TransactionSender {
  readonly address: string;
  readonly #options: TransactionSenderOptions;
  #account: { number: bigint; sequence: bigint } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #queued = 0;
  #inFlight: Waiting[] = [];
  #isWatching = false;

  constructor(options: TransactionSenderOptions) {
    this.#options = options;
    this.address = options.address ?? options.signer.address;
  }

  /**
   * The result once a block holds it. Throws `NetworkError` transaction-refused where CheckTx or the block refused it,
   * timed-out (it may still be included), account-missing, queue-full.
   */
  async send(messages: readonly EncodedAny[], patience: Patience = {}): Promise<TransactionResult> {
    if (this.#queued >= queueMax) throw new NetworkError({ code: "queue-full", limit: queueMax });
    const { signal, timeoutMs = timeoutMsDefault } = patience;
    const deadline = performance.now() + timeoutMs;

    this.#queued += 1;
    const sent = this.#turn.then(() => this.#submit(messages, { deadline, signal }));
    this.#turn = sent.catch(() => undefined);
    try {
      const waiting = await sent;
      return requireSuccess(await abortable(waiting.result.promise, signal));
    } finally {
      this.#queued -= 1;
    }
  }

  async #submit(
    messages: readonly EncodedAny[],
    { deadline, signal }: Readonly<{ deadline: number; signal: AbortSignal | undefined }>,
  ): Promise<Waiting> {
    const { inFlightMax = 256 } = this.#options;
    for (let attempt = 0; ; attempt += 1) {
      signal?.throwIfAborted();
      while (this.#inFlight.length >= inFlightMax)
        await this.#inFlight[0]?.result.promise.catch(() => undefined);
      const account = await this.#loadAccount(signal);
      const tx = await this.#build(messages, account, signal);
      const { check: checked, executed } = await this.#broadcast(tx, signal);
      if (checked.code === 0) return this.#track(tx, account, { deadline, executed });

      const canRetry = attempt < 8 && performance.now() < deadline;
      if (!canRetry || !(await this.#prepareRetry(checked, signal))) throw refusedByCheck(checked);
    }
  }

  async #broadcast(tx: Uint8Array, signal: AbortSignal | undefined): Promise<CommitResult> {
    const { chain, awaitsBlocks = false } = this.#options;
    if (!awaitsBlocks) return { check: await chain.broadcast(tx, signal), executed: undefined };
    try {
      return await chain.broadcastCommit(tx, signal);
    } catch (error) {
      // It may be in a block all the same, so the sequence is read anew.
      this.#account = undefined;
      throw error;
    }
  }

  /** Whether what CheckTx refused may pass when it is sent anew. */
  async #prepareRetry(
    { code, codespace, log }: BroadcastResult,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    if (codespace !== "sdk") return false;
    if (code === sdkMempoolFull) {
      const oldest = this.#inFlight[0]?.result.promise.catch(() => undefined);
      await (oldest ?? pause(50, signal));
      return true;
    }
    if (code !== sdkWrongSequence) return false;
    const expected = /expected (\d{1,18})/.exec(log)?.[1];
    if (expected === undefined || this.#account === undefined) this.#account = undefined;
    else this.#account = { ...this.#account, sequence: BigInt(expected) };
    return true;
  }

  async #loadAccount(signal: AbortSignal | undefined) {
    if (this.#account === undefined) {
      const found = await this.#options.chain.account(this.address, signal);
      if (found === undefined)
        throw new NetworkError({ code: "account-missing", address: this.address });
      this.#account = { ...found };
    }
    return this.#account;
  }

  async #build(
    messages: readonly EncodedAny[],
    { number, sequence }: Readonly<{ number: bigint; sequence: bigint }>,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    const { chain, signer, fee = noFee } = this.#options;
    const chainId = await chain.chainId(signal);
    const build = (chosen: TransactionFee) =>
      buildTransaction({ messages, fee: chosen, signer, sequence, accountNumber: number, chainId });
    return build(await fee(build, signal));
  }

  #track(
    tx: Uint8Array,
    account: Readonly<{ number: bigint; sequence: bigint }>,
    { deadline, executed }: Readonly<{ deadline: number; executed: TransactionResult | undefined }>,
  ): Waiting {
    this.#account = { ...account, sequence: account.sequence + 1n };
    const waiting = { tx, deadline, result: Promise.withResolvers<TransactionResult>() };
    // Whoever sent it may have gone away; its refusal is still no unhandled one.
    waiting.result.promise.catch(() => undefined);
    if (executed !== undefined) {
      waiting.result.resolve(executed);
      return waiting;
    }
    this.#inFlight.push(waiting);
    if (!this.#isWatching) void this.#watch();
    return waiting;
  }

  async #watch(): Promise<void> {
    this.#isWatching = true;
    let pauseMs = pauseMsMin;
    for (let oldest = this.#inFlight[0]; oldest !== undefined; oldest = this.#inFlight[0]) {
      // A node that doesn't answer now may answer before the deadline.
      const result = await this.#options.chain.transaction(oldest.tx).catch(() => undefined);
      if (result !== undefined) {
        this.#inFlight.shift();
        oldest.result.resolve(result);
        pauseMs = pauseMsMin;
      } else if (performance.now() > oldest.deadline) this.#giveUp(oldest);
      else {
        await pause(pauseMs, undefined);
        pauseMs = Math.min(pauseMs * 1.3, pauseMsMax);
      }
    }
    this.#isWatching = false;
  }

  /** Nobody knows whether it will be included, so the sequence is read anew. */
  #giveUp(oldest: Waiting): void {
    this.#inFlight.shift();
    this.#account = undefined;
    const waitedFor = `the block with transaction ${hashText(transactionHash(oldest.tx))}`;
    oldest.result.reject(new NetworkError({ code: "timed-out", waitedFor }));
  }
}

const pauseMsMin = 3;
const pauseMsMax = 100;

const noFee: FeeChoice = async () => ({ amount: [], gasLimit: 0n });

function requireSuccess(result: TransactionResult): TransactionResult {
  if (result.code === 0) return result;
  const { codespace, code, log, hash, height } = result;
  throw new NetworkError({
    code: "transaction-refused",
    codespace,
    refusal: code,
    log,
    hash,
    height,
  });
}

function refusedByCheck({ codespace, code, log, hash }: BroadcastResult): NetworkError {
  return new NetworkError({
    code: "transaction-refused",
    codespace,
    refusal: code,
    log,
    hash,
    height: 0,
  });
}
