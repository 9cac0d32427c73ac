import { equalBytes, sha256 } from "@stos/codec";
import type { Application, BlockResult } from "../../application.ts";
import type {
  ConsensusParams,
  DecidedBlock,
  ExecutedTx,
  PublishedBlock,
  SignedHeader,
  ValidatorInfo,
} from "../block-types.ts";
import { consensusParamsOf } from "../consensus-params.ts";
import type { CommittedTx, Engine, EngineStatus, Search, Unconfirmed } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import type { Genesis } from "../genesis.ts";
import { refuseProductionChainId } from "../production.ts";
import { dataBytesMax, mempoolLimits } from "./block-limits.ts";
import { BlockSchedule } from "./block-schedule.ts";
import { searchBlocks } from "./block-search.ts";
import { BlockStore } from "./block-store.ts";
import { ChainState, proposedBlock } from "./chain-state.ts";
import { type ChainTip, decideBlock } from "./decide-block.ts";
import { type CheckedTx, Mempool } from "./mempool.ts";
import { type EmbeddedEngineOptions, type EmbeddedSettings, settingsOf } from "./options.ts";
import { PublishedBlocks, summary, txIn } from "./published-blocks.ts";
import { catchUp, checkAppHash } from "./replay.ts";
import { searchTxs } from "./tx-search.ts";
import { genesisMembers, validatorSetOf } from "./validator-set.ts";

/** An engine whose blocks can be asked for, too. */
export interface EmbeddedEngine extends Engine {
  /** Makes one block now and resolves once it is published. Waits for one in flight. */
  makeBlock(): Promise<PublishedBlock>;
}

/** Opens the block store; nothing runs before `start`. Throws `EngineError`. */
export async function openEmbeddedEngine(options: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
  const settings = settingsOf(options);
  if (!settings.allowProduction) refuseProductionChainId(options.genesis.document.chain_id);
  const genesisValidators = validatorSetOf(genesisMembers(options.genesis), options.keys);
  dataBytesMax(consensusParamsOf(options.genesis), genesisValidators.validators.length);
  const store = await BlockStore.open(options.blockStore);
  const state = new ChainState(options.genesis, options.keys, store);
  return new Embedded({ ...options, settings, state, store });
}

/** CometBFT's protocol that RPC and headers follow. */
const cometVersion = "0.38.26";

type Parts = Readonly<{
  application: Application;
  genesis: Genesis;
  settings: EmbeddedSettings;
  state: ChainState;
  store: BlockStore;
}>;

/**
 * The engine for one process: it holds the keys of all validators and decides alone.
 *
 * A block is executed first, then written whole (block, precommits, results, index) in one synced batch, then committed by the
 * application in its own synced batch, then published. So there are two syncs a block, and at each point where the process can
 * die the block store is level with the application or one block ahead, which replay mends. Nothing leaves
 * the process before both are on disk.
 */
class Embedded implements EmbeddedEngine {
  readonly genesis: Genesis;
  readonly stopped: Promise<void>;
  readonly #parts: Parts;
  readonly #blocks: PublishedBlocks;
  readonly #mempool: Mempool;
  readonly #schedule: BlockSchedule;
  readonly #listeners = new Set<(published: PublishedBlock) => void>();
  readonly #stopping = Promise.withResolvers<void>();
  #tip: ChainTip | undefined;
  #making: Promise<unknown> = Promise.resolve();
  #state: "new" | "running" | "closed" | "failed" = "new";

  constructor(parts: Parts) {
    const { genesis, settings, application } = parts;
    this.#parts = parts;
    // Blocks past the tip are on disk, but not committed by the application yet.
    const heightMax = () => (this.#tip?.last === undefined ? 0 : this.#tip.height);
    this.#blocks = new PublishedBlocks(parts.store, heightMax);
    this.genesis = genesis;
    this.stopped = this.#stopping.promise;

    const onBug = (error: unknown) => this.#fail(error);
    this.#schedule = new BlockSchedule(() => this.#makeScheduledBlock(), onBug);
    this.#mempool = new Mempool(
      mempoolLimits(settings, consensusParamsOf(genesis), genesis.document.validators.length),
      {
        checkTx: (tx) => application.checkTx(tx),
        onWork: () => this.#want(settings.batchMs),
        onBug,
      },
    );
  }

  async start(signal: AbortSignal): Promise<void> {
    if (this.#state !== "new") throw new EngineError({ code: "stopped" });
    this.#tip = await catchUp(this.#parts.application, this.#parts, signal);
    this.#limitMempool(this.#tip);
    this.#state = "running";
    // Clients expect a newest block from the first answer on.
    if (this.#tip.last === undefined) await this.makeBlock();
    else this.#wantNext(false);
  }

  async #makeScheduledBlock(): Promise<void> {
    const { blockTxsMax, backlogMs } = this.#parts.settings;
    await this.#mempool.caughtUp({ countMax: blockTxsMax, withinMs: backlogMs });
    await this.makeBlock();
  }

  makeBlock(): Promise<PublishedBlock> {
    const made = this.#making.then(() => this.#makeBlock());
    this.#making = made.catch(() => undefined);
    return made;
  }

  async #makeBlock(): Promise<PublishedBlock> {
    const { settings } = this.#parts;
    const tip = this.#runningTip();
    const txs = this.#mempool.take({
      bytesMax: dataBytesMax(tip.params, tip.validators.validators.length),
      gasMax: tip.params.block.maxGas,
      countMax: settings.blockTxsMax,
    });
    // CometBFT gives the first block the time of the genesis.
    const timeMs = tip.last === undefined ? tip.timeMs : Math.max(settings.now(), tip.timeMs + 1);
    const decided = decideBlock(this.genesis.document.chain_id, tip, { timeMs, txs });

    try {
      const { published, next } = await this.#execute(tip, decided);
      this.#tip = next;
      this.#publish(published);
      this.#wantNext(!equalBytes(tip.appHash, published.results.appHash));
      return published;
    } catch (error) {
      const cause = new Error(
        `block ${decided.height} of ${this.genesis.document.chain_id} could not be made: ${reasonOf(error)}`,
        { cause: error },
      );
      this.#fail(cause);
      throw cause;
    }
  }

  async #execute(
    tip: ChainTip,
    decided: DecidedBlock,
  ): Promise<Readonly<{ published: PublishedBlock; next: ChainTip }>> {
    const { application, store, settings, state } = this.#parts;
    const results = await application.finalizeBlock(proposedBlock(decided, tip.lastValidators));
    const published = { ...decided, results };
    const { tip: next, change } = state.after(tip, published);
    await store.write(published, settings.retainBlocks, change);

    await this.#mempool.pause();
    await application.commit();
    checkAppHash(decided.height, results.appHash, application.info().appHash);
    this.#mempool.remove(decided.block.data.txs, results.txResults);
    this.#limitMempool(next);
    this.#mempool.resume();
    return { published, next };
  }

  #limitMempool({ params, validators }: ChainTip): void {
    const { settings } = this.#parts;
    this.#mempool.limit(mempoolLimits(settings, params, validators.validators.length));
  }

  #publish(published: PublishedBlock): void {
    for (const listener of [...this.#listeners]) listener(published);
  }

  #wantNext(isStateChanged: boolean): void {
    const { settings, application } = this.#parts;
    const isWorkWaiting = this.#mempool.count > 0 || application.wantsBlock();
    if (isWorkWaiting) this.#want(settings.batchMs);
    else this.#want(isStateChanged ? settings.proofBlockMs : settings.emptyBlockMs);
  }

  #want(delayMs: number): void {
    if (this.#parts.settings.blocks === "automatic" && this.#state === "running")
      this.#schedule.wantWithin(delayMs);
  }

  #runningTip(): ChainTip {
    if (this.#state !== "running" || this.#tip === undefined)
      throw new EngineError({ code: "stopped" });
    return this.#tip;
  }

  /** A bug: no block may follow. */
  #fail(error: unknown): void {
    if (this.#state === "failed" || isStopped(error)) return;
    this.#state = "failed";
    void this.#schedule.stop();
    void this.#mempool.close();
    this.#stopping.reject(error);
  }

  async broadcastAsync(tx: Uint8Array): Promise<Uint8Array> {
    // What the check answers, nobody waits for; its bug stops the engine by another way.
    this.#mempool.add(tx).catch(() => undefined);
    return sha256(tx);
  }

  broadcastSync(tx: Uint8Array): Promise<CheckedTx> {
    return this.#mempool.add(tx);
  }

  async broadcastCommit(tx: Uint8Array, signal: AbortSignal): Promise<CommittedTx> {
    const hash = sha256(tx);
    const executed = Promise.withResolvers<ExecutedTx>();
    const abort = () => executed.reject(signal.reason);
    using _ = this.onBlock((published) => {
      const found = txIn(published, hash, tx);
      if (found !== undefined) executed.resolve(found);
    });
    signal.addEventListener("abort", abort, { once: true });
    // Answers may be refused before anyone waits for the execution.
    executed.promise.catch(() => undefined);
    try {
      signal.throwIfAborted();
      const { check } = await this.#mempool.add(tx);
      if (check.code !== 0) return { hash, check, executed: undefined };
      return { hash, check, executed: await executed.promise };
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  async unconfirmed(limit: number): Promise<Unconfirmed> {
    return {
      txs: this.#mempool.first(limit),
      count: this.#mempool.count,
      bytes: this.#mempool.bytes,
    };
  }

  async status(): Promise<EngineStatus> {
    const { settings, store } = this.#parts;
    const [earliest, latest] = [
      await this.#blocks.at(store.heightMin),
      await this.#blocks.at(this.#blocks.heightMax()),
    ];
    return {
      engine: "embedded",
      nodeId: sha256(this.genesis.hash).subarray(0, 20),
      moniker: settings.moniker,
      version: cometVersion,
      latest: summary(latest),
      earliest: summary(earliest),
      catchingUp: this.#state !== "running",
      validator: this.#tip?.validators.validators.find(({ sign }) => sign !== undefined),
      peers: 0,
    };
  }

  async consensusParams(height: number): Promise<ConsensusParams> {
    if (height !== this.#blocks.heightMax() + 1) await this.#blocks.at(height);
    return await this.#parts.state.params(height);
  }

  async validators(height: number): Promise<readonly ValidatorInfo[]> {
    // The set of the height after the newest is decided already.
    if (height !== this.#blocks.heightMax() + 1) await this.#blocks.at(height);
    const { validators } = await this.#parts.state.validators(height);
    return validators.map(({ sign: _, ...info }) => info);
  }

  block(height: number): Promise<DecidedBlock> {
    return this.#blocks.at(height);
  }

  blockByHash(hash: Uint8Array): Promise<DecidedBlock | undefined> {
    return this.#blocks.byHash(hash);
  }

  async commit(height: number): Promise<SignedHeader> {
    const { block, commit } = await this.#blocks.at(height);
    return { header: block.header, commit };
  }

  async blockResults(height: number): Promise<BlockResult> {
    return (await this.#blocks.at(height)).results;
  }

  tx(hash: Uint8Array): Promise<ExecutedTx | undefined> {
    return this.#blocks.tx(hash);
  }

  txSearch(search: Search): Promise<Readonly<{ total: number; txs: readonly ExecutedTx[] }>> {
    return searchTxs(this.#parts.store, search, this.#blocks.heightMax());
  }

  blockSearch(
    search: Search,
  ): Promise<Readonly<{ total: number; blocks: readonly DecidedBlock[] }>> {
    return searchBlocks(this.#parts.store, search, this.#blocks.heightMax());
  }

  onBlock(listener: (published: PublishedBlock) => void): Disposable {
    // A wrapper, so that one function may listen twice.
    const own = (published: PublishedBlock) => listener(published);
    this.#listeners.add(own);
    return { [Symbol.dispose]: () => void this.#listeners.delete(own) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    await this.#schedule.stop();
    await this.#making;
    await this.#mempool.close();
    await this.#parts.store[Symbol.asyncDispose]();
    this.#stopping.resolve();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A block that was asked for while the engine closed. */
function isStopped(error: unknown): boolean {
  return error instanceof EngineError && error.failure.code === "stopped";
}
