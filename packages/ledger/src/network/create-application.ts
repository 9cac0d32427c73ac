import { transactionHash } from "@stos/codec";
import type {
  Application,
  BlockResult,
  HttpRouteRequest,
  HttpRouteResult,
  InitialChain,
  ProposedBlock,
  TxResult,
} from "../application.ts";
import { sdkError } from "../chain-error.ts";
import type { BlockInfo } from "../context.ts";
import type { Network } from "../module.ts";
import { type Branch, branchState, mergeChanges, type StateView } from "../state/branch.ts";
import { unlimitedGas } from "../state/gas.ts";
import type { StateStore } from "../store/store.ts";
import { answerQuery } from "./answer-query.ts";
import { blockUpdates } from "./block-updates.ts";
import { executeBlock } from "./execute-block.ts";
import { genesisBlock, initialState } from "./initial-state.ts";
import { brokenInvariants, requireInvariants } from "./invariants.ts";
import { type ApplicationLimits, defaultLimits } from "./limits.ts";
import { messageIndex } from "./message-index.ts";
import { openContext } from "./open-context.ts";
import { parsedTransactions, type TransactionParser } from "./parsed-transactions.ts";
import { queryIndex, routeFailure, routeIndex, routeResult } from "./query-router.ts";
import { refusedResult, upperHex } from "./refusal.ts";
import { gasLimitOf, runTransaction } from "./run-transaction.ts";

export type ApplicationOptions<C> = Readonly<{
  network: Network<C>;
  /** Holds every module of the network by its name. */
  store: StateStore;
  chainId: string;
  /** sha256 of the genesis document's bytes. */
  genesisHash: Uint8Array;
  limits?: Partial<ApplicationLimits>;
  /** `each-block` for tests and development networks: a broken invariant halts the chain. On demand unless told. */
  invariants?: "each-block" | "on-demand";
  /** Told of each bug that CheckTx or a simulation met: the transaction was refused and the node goes on, so nothing else says so. */
  onCheckBug?: (bug: CheckBug) => void;
}>;

/** `hash` is the transaction's, upper-case hex. */
export type CheckBug = Readonly<{ hash: string; error: RangeError | TypeError }>;

/** An `Application`, and what its own process may ask besides. */
export interface LedgerApplication<C> extends Application {
  resume(block: Readonly<{ time: number; hash: Uint8Array }>): void;
  /** Reads the newest committed state, or that of `height`. Writes go nowhere. Throws `ChainError` for a height that isn't held. */
  read<T>(run: (capabilities: C, block: BlockInfo) => T | Promise<T>, height?: number): Promise<T>;
  /** What the transaction would do now; its signatures may be missing. */
  simulate(tx: Uint8Array): Promise<TxResult>;
  /** One sentence for each invariant that doesn't hold over the newest committed state. */
  checkInvariants(): Promise<readonly string[]>;
}

/** Runs a network over a store: the same blocks give the same app hashes. */
export function createApplication<C>(options: ApplicationOptions<C>): LedgerApplication<C> {
  return new NetworkApplication(options);
}

/** As many as a store holds heights; the time of an older block reads as the newest one's. */
const recentBlocksMax = 100;

const nothingSpent = { gasWanted: 0n, gasUsed: 0n, events: [] };

class NetworkApplication<C> implements LedgerApplication<C> {
  readonly #options: ApplicationOptions<C>;
  readonly #limits: ApplicationLimits;
  readonly #parse: TransactionParser<C>;
  readonly #queries;
  readonly #routes;
  /** The newest committed block; before the first, the genesis' own. */
  #newest: BlockInfo;
  /** The newest committed blocks by height, for reads of the past. */
  readonly #recent = new Map<number, BlockInfo>();
  #finalized: BlockInfo | undefined;
  /** The genesis' writes, until the first block commits them with its own. */
  #genesis: Branch | undefined;
  #checkState: Branch;
  /** Checks run one after the other: each must see the sequences that those before it took. */
  #checks: Promise<unknown> = Promise.resolve();

  constructor(options: ApplicationOptions<C>) {
    const { network, store, chainId, genesisHash, limits } = options;
    this.#options = options;
    this.#limits = { ...defaultLimits, ...limits };
    this.#parse = parsedTransactions(messageIndex(network.modules));
    this.#queries = queryIndex(network.modules);
    this.#routes = routeIndex(network.modules);
    this.#newest = {
      chainId,
      genesisHash,
      height: store.height,
      time: 0,
      hash: new Uint8Array(32),
    };
    this.#checkState = branchState(this.#committed);
  }

  info(): Readonly<{ height: number; appHash: Uint8Array }> {
    const { height, appHash } = this.#options.store;
    return { height, appHash };
  }

  resume(block: Readonly<{ time: number; hash: Uint8Array }>): void {
    this.#newest = { ...this.#newest, time: block.time, hash: block.hash };
    this.#recent.set(this.#newest.height, this.#newest);
    this.#checkState = branchState(this.#committed);
  }

  async initChain(genesis: Parameters<Application["initChain"]>[0]): Promise<InitialChain> {
    const { network, store, chainId, genesisHash } = this.#options;
    const block = genesisBlock(genesis, { chainId, genesisHash });
    const { state, updates } = await initialState(network, genesis, block, (name) =>
      store.module(name),
    );
    this.#genesis = state;
    this.#newest = block;
    this.#checkState = branchState(this.#committed);
    return { ...updates.result(), appHash: await store.stage(block.height, state.changes()) };
  }

  checkTx(tx: Uint8Array): Promise<TxResult> {
    const result = this.#checks.then(() => this.#check(tx));
    this.#checks = result.catch(() => undefined);
    return result;
  }

  async finalizeBlock(proposed: ProposedBlock): Promise<BlockResult> {
    const { network, store, chainId, genesisHash, invariants } = this.#options;
    const { height, time, hash, txs } = proposed;
    const { lastCommit = { round: 0, votes: [] }, misbehaviour = [] } = proposed;
    const block: BlockInfo = { chainId, genesisHash, height, time: time.seconds, hash };
    const state = branchState(this.#committed);
    const updates = blockUpdates();
    const port = { lastCommit, misbehaviour, updates };
    const run = { network, parse: this.#parse, limits: this.#limits, block, state, port };
    const { txResults, events } = await executeBlock(txs, run);
    if (invariants === "each-block") {
      await requireInvariants(network, this.#open(state, block), block);
    }

    const genesisChanges = this.#genesis?.changes() ?? new Map();
    const appHash = await store.stage(height, mergeChanges(genesisChanges, state.changes()));
    this.#finalized = block;
    return { txResults, events, appHash, ...updates.result() };
  }

  async commit(): Promise<void> {
    if (this.#finalized === undefined) throw new RangeError("no block has been finalized");
    await this.#options.store.commit();
    this.#newest = this.#finalized;
    this.#recent.set(this.#newest.height, this.#newest);
    this.#recent.delete(this.#newest.height - recentBlocksMax);
    this.#finalized = undefined;
    this.#genesis = undefined;
    this.#checkState = branchState(this.#committed);
  }

  async query(request: Parameters<Application["query"]>[0]): ReturnType<Application["query"]> {
    return await answerQuery(request, {
      store: this.#options.store,
      queries: this.#queries,
      newestHeight: this.#newest.height,
      read: (run, height) => this.read(run, height),
      simulate: (tx) => this.simulate(tx),
    });
  }

  queryPaths(): readonly string[] {
    return [...this.#queries.keys()];
  }

  async route(request: HttpRouteRequest): Promise<HttpRouteResult | undefined> {
    try {
      const matched = this.#routes(request);
      if (matched === undefined) return undefined;
      const { route, params } = matched;
      const asked = { params, query: request.query, body: request.body };
      return await this.read(
        (capabilities) => routeResult(() => route.handle(capabilities, asked)),
        request.height,
      );
    } catch (error) {
      return routeFailure(error);
    }
  }

  wantsBlock(): boolean {
    const capabilities = this.#open(branchState(this.#committed), this.#newest);
    return this.#options.network.modules.some(
      (module) => module.wantsBlock?.(capabilities) === true,
    );
  }

  exportState(): Promise<Readonly<Record<string, unknown>>> {
    return this.read(async (capabilities) => {
      const exported: Record<string, unknown> = {};
      for (const { name, genesis } of this.#options.network.modules) {
        if (genesis !== undefined) exported[name] = await genesis.export(capabilities);
      }
      return exported;
    });
  }

  async read<T>(
    run: (capabilities: C, block: BlockInfo) => T | Promise<T>,
    height = 0,
  ): Promise<T> {
    const { view, block } = this.#at(height);
    return await run(this.#open(branchState(view), block), block);
  }

  async simulate(tx: Uint8Array): Promise<TxResult> {
    try {
      const parsed = this.#parse(tx);
      return await runTransaction(parsed, {
        network: this.#options.network,
        block: this.#nextBlock(),
        state: branchState(this.#at(0).view),
        mode: "simulate",
        gasLimit: this.#limits.transactionGas.max,
      });
    } catch (error) {
      return refusedResult(this.#refusalOfBug(tx, error), nothingSpent);
    }
  }

  checkInvariants(): Promise<readonly string[]> {
    return this.read((capabilities) => brokenInvariants(this.#options.network, capabilities));
  }

  async #check(tx: Uint8Array): Promise<TxResult> {
    try {
      const parsed = this.#parse(tx);
      return await runTransaction(parsed, {
        network: this.#options.network,
        block: this.#nextBlock(),
        state: this.#checkState,
        mode: "check",
        gasLimit: gasLimitOf(parsed.transaction, this.#limits.transactionGas),
      });
    } catch (error) {
      return refusedResult(this.#refusalOfBug(tx, error), nothingSpent);
    }
  }

  /**
   * Anybody may send a transaction, and neither CheckTx nor a simulation decides anything: what one makes our own code trip
   * over is refused and told, and the node goes on. In a block the same bug halts, before the node forks; a failing store does in both.
   */
  #refusalOfBug(tx: Uint8Array, error: unknown): unknown {
    if (!(error instanceof RangeError || error instanceof TypeError)) return error;
    const hash = upperHex(transactionHash(tx));
    this.#options.onCheckBug?.({ hash, error });
    return sdkError("internal", `the transaction ${hash} met a bug of this node`);
  }

  readonly #committed: StateView = (module) =>
    this.#genesis === undefined ? this.#options.store.module(module) : this.#genesis.store(module);

  /** A height's state that stays what it is while later blocks commit. */
  #at(height: number): Readonly<{ view: StateView; block: BlockInfo }> {
    const asked = height === 0 ? this.#newest.height : height;
    const isNewest = asked === this.#newest.height;
    if (isNewest && this.#options.store.height !== asked) {
      return { view: this.#committed, block: this.#newest };
    }
    const view = this.#options.store.at(asked);
    if (view === undefined) {
      if (isNewest) return { view: this.#committed, block: this.#newest };
      throw sdkError(
        "invalid-request",
        `the state of height ${asked} is not held; ask a newer one`,
      );
    }
    return { view, block: this.#recent.get(asked) ?? { ...this.#newest, height: asked } };
  }

  /** The block that comes next, as far as it is known. */
  #nextBlock(): BlockInfo {
    return { ...this.#newest, height: this.#newest.height + 1 };
  }

  #open(state: Branch, block: BlockInfo): C {
    return this.#options.network.capabilities(
      openContext({ block, state, gas: unlimitedGas(), events: [] }),
    );
  }
}
