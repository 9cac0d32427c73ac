import { setImmediate as nextTurn } from "node:timers/promises";
import { sha256 } from "@stos/codec";
import type { TxResult } from "../../application.ts";
import { sdkCodes } from "../../chain-error.ts";
import { EngineError } from "../engine-error.ts";
import { RecentHashes } from "./recent-hashes.ts";

export type MempoolLimits = Readonly<{
  /** Transactions checked and waiting, together. */
  countMax: number;
  bytesMax: number;
  txBytesMax: number;
  /** What fits a block; below 0: no limit. */
  gasMax: number;
}>;

type Entry = Readonly<{ id: string; tx: Uint8Array; gasWanted: bigint }>;
type Arrival = Readonly<{
  id: string;
  hash: Uint8Array;
  tx: Uint8Array;
  answer: (answer: CheckedTx) => void;
  refuse: (error: Error) => void;
}>;

export type CheckedTx = Readonly<{ hash: Uint8Array; check: TxResult }>;

/** Checks run this long before other work of the process gets its turn, so that a flood doesn't delay a block. */
const turnMs = 5;
const recentHashesMax = 10_000;

/**
 * Transactions on their way into a block, in the order of their arrival. CheckTx runs for one at a time, in that order, since each check
 * builds on those before it (sequences). What is left over after a block is checked again before anything new.
 */
export class Mempool {
  readonly #checkTx: (tx: Uint8Array) => Promise<TxResult>;
  readonly #onWork: () => void;
  readonly #onBug: (error: unknown) => void;
  #limits: MempoolLimits;
  readonly #pool = new Map<string, Entry>();
  readonly #arrivals = new Map<string, Arrival>();
  readonly #rechecks = new Map<string, Entry>();
  readonly #recent = new RecentHashes(recentHashesMax);
  #arrivalBytes = 0;
  #poolBytes = 0;
  #caughtUp: Readonly<{ countMax: number; resolve: () => void }> | undefined;
  #isPaused = false;
  #isClosed = false;
  #running: Promise<void> | undefined;

  constructor(
    limits: MempoolLimits,
    handlers: Readonly<{
      checkTx: (tx: Uint8Array) => Promise<TxResult>;
      /** A transaction waits for a block. */
      onWork: () => void;
      /** A check threw. */
      onBug: (error: unknown) => void;
    }>,
  ) {
    this.#limits = limits;
    this.#checkTx = handlers.checkTx;
    this.#onWork = handlers.onWork;
    this.#onBug = handlers.onBug;
  }

  /** From now on; what stands in the pool stays. */
  limit(limits: MempoolLimits): void {
    this.#limits = limits;
  }

  get count(): number {
    return this.#pool.size;
  }

  get bytes(): number {
    return this.#poolBytes;
  }

  first(limit: number): readonly Uint8Array[] {
    return [...this.#pool.values()].slice(0, limit).map(({ tx }) => tx);
  }

  /** Answers with the codes 19 (known already), 20 (full: come again later) and 21 (too large) without asking the application. */
  add(tx: Uint8Array): Promise<CheckedTx> {
    const hash = sha256(tx);
    const id = Buffer.from(hash).toString("latin1");
    if (this.#isClosed) return Promise.reject(new EngineError({ code: "stopped" }));
    const refusal = this.#refusal(id, tx.byteLength);
    if (refusal !== undefined) return Promise.resolve({ hash, check: refusal });

    return new Promise((answer, refuse) => {
      this.#arrivals.set(id, { id, hash, tx, answer, refuse });
      this.#arrivalBytes += tx.byteLength;
      this.#run();
    });
  }

  /** The transactions of the next block: from the oldest on, while they fit. */
  take(
    limit: Readonly<{ bytesMax: number; gasMax: number; countMax: number }>,
  ): readonly Uint8Array[] {
    const txs: Uint8Array[] = [];
    let bytes = 0;
    let gas = 0n;
    for (const { tx, gasWanted } of this.#pool.values()) {
      bytes += tx.byteLength + protobufFieldBytes;
      gas += gasWanted;
      const isOver = bytes > limit.bytesMax || (limit.gasMax >= 0 && gas > BigInt(limit.gasMax));
      if (isOver || txs.length === limit.countMax) break;
      txs.push(tx);
    }
    return txs;
  }

  /**
   * Resolves once no arrival waits for its check, `countMax` transactions wait for a block, or the time is over. For one caller
   * at a time: a block that waits for what has come already is larger, and costs each transaction less.
   */
  async caughtUp({ countMax, withinMs }: Readonly<{ countMax: number; withinMs: number }>) {
    if (this.#hasCaughtUp(countMax)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    this.#caughtUp = { countMax, resolve };
    await promise;
    clearTimeout(timer);
    this.#caughtUp = undefined;
  }

  /** Waits for the check that runs and starts no other one until `resume`. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    await this.#running;
  }

  /** Takes out what a block holds. A refused one may come again. */
  remove(txs: readonly Uint8Array[], results: readonly TxResult[]): void {
    for (const [index, tx] of txs.entries()) {
      const id = Buffer.from(sha256(tx)).toString("latin1");
      this.#drop(id);
      if (results[index]?.code === 0) this.#recent.add(id);
    }
    this.#rechecks.clear();
    for (const entry of this.#pool.values()) this.#rechecks.set(entry.id, entry);
  }

  resume(): void {
    this.#isPaused = false;
    this.#run();
  }

  /** Refuses whoever waits. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.pause();
    for (const { refuse } of this.#arrivals.values()) refuse(new EngineError({ code: "stopped" }));
    this.#arrivals.clear();
    this.#caughtUp?.resolve();
  }

  #hasCaughtUp(countMax: number): boolean {
    return this.#arrivals.size === 0 || this.#pool.size >= countMax;
  }

  #refusal(id: string, byteLength: number): TxResult | undefined {
    const { countMax, bytesMax, txBytesMax } = this.#limits;
    if (byteLength > txBytesMax)
      return refused(
        "tx-too-large",
        `the transaction has ${byteLength} bytes; at most ${txBytesMax} are allowed`,
      );
    if (this.#pool.has(id) || this.#arrivals.has(id) || this.#recent.has(id))
      return refused("tx-in-mempool", "tx already exists in cache");
    const count = this.#pool.size + this.#arrivals.size;
    const bytes = this.#poolBytes + this.#arrivalBytes;
    if (count >= countMax || bytes + byteLength > bytesMax)
      return refused(
        "mempool-full",
        `mempool is full: number of txs ${count} (max: ${countMax}), total txs bytes ${bytes} (max: ${bytesMax})`,
      );
    return undefined;
  }

  #run(): void {
    if (this.#running !== undefined || this.#isPaused) return;
    if (this.#arrivals.size === 0 && this.#rechecks.size === 0) return;
    this.#running = this.#runChecks()
      .catch((error: unknown) => {
        this.#isPaused = true;
        this.#onBug(error);
      })
      .finally(() => {
        this.#running = undefined;
        this.#run();
      });
  }

  async #runChecks(): Promise<void> {
    let turnEnds = performance.now() + turnMs;
    while (!this.#isPaused) {
      if (!(await this.#recheckNext()) && !(await this.#checkNext())) return;
      if (performance.now() < turnEnds) continue;
      await nextTurn();
      turnEnds = performance.now() + turnMs;
    }
  }

  async #recheckNext(): Promise<boolean> {
    const entry = first(this.#rechecks);
    if (entry === undefined) return false;
    this.#rechecks.delete(entry.id);
    const { code } = await this.#checkTx(entry.tx);
    if (code !== 0) this.#drop(entry.id);
    return true;
  }

  async #checkNext(): Promise<boolean> {
    const arrival = first(this.#arrivals);
    if (arrival === undefined) return false;
    const { id, hash, tx, answer, refuse } = arrival;
    const checked = await this.#checkTx(tx).catch((error: unknown) => {
      refuse(new EngineError({ code: "stopped" }, { cause: error }));
      throw error;
    });
    const check = this.#fitsBlock(checked) ? checked : tooMuchGas(checked, this.#limits.gasMax);
    this.#arrivals.delete(id);
    this.#arrivalBytes -= tx.byteLength;
    if (check.code === 0) {
      this.#pool.set(id, { id, tx, gasWanted: check.gasWanted });
      this.#poolBytes += tx.byteLength;
      this.#onWork();
    }
    answer({ hash, check });
    if (this.#caughtUp !== undefined && this.#hasCaughtUp(this.#caughtUp.countMax))
      this.#caughtUp.resolve();
    return true;
  }

  #fitsBlock({ gasWanted }: TxResult): boolean {
    return this.#limits.gasMax < 0 || gasWanted <= BigInt(this.#limits.gasMax);
  }

  #drop(id: string): void {
    const entry = this.#pool.get(id);
    if (entry === undefined) return;
    this.#pool.delete(id);
    this.#poolBytes -= entry.tx.byteLength;
  }
}

/** Tag and length of one transaction in the encoded block, at most. */
const protobufFieldBytes = 6;

function first<V>(map: ReadonlyMap<string, V>): V | undefined {
  for (const value of map.values()) return value;
  return undefined;
}

/** It would stand at the head of the mempool for ever. */
function tooMuchGas(check: TxResult, gasMax: number): TxResult {
  if (check.code !== 0) return check;
  const log = `the transaction wants ${check.gasWanted} gas; a block holds ${gasMax}`;
  return { ...check, code: sdkCodes["out-of-gas"], codespace: "sdk", log, events: [] };
}

function refused(code: "tx-in-mempool" | "mempool-full" | "tx-too-large", log: string): TxResult {
  return {
    code: sdkCodes[code],
    codespace: "sdk",
    log,
    data: new Uint8Array(0),
    gasWanted: 0n,
    gasUsed: 0n,
    events: [],
  };
}
