import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { sha256 } from "@stos/codec";
import type { BlockResult, TxResult } from "../../application.ts";
import type { ConsensusParams } from "../../consensus.ts";
import type {
  DecidedBlock,
  ExecutedTx,
  PublishedBlock,
  SignedHeader,
  ValidatorInfo,
} from "../block-types.ts";
import type { CommittedTx, Engine, EngineStatus, Search, Unconfirmed } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import type { Genesis } from "../genesis.ts";
import { abciHandler } from "./abci-handler.ts";
import { startAbciServer } from "./abci-server.ts";
import { type BroadcastQueue, broadcastQueue } from "./broadcast-queue.ts";
import { type CometClient, cometClient, postToComet } from "./comet-client.ts";
import { writeCometHome } from "./comet-home.ts";
import { startCometProcess } from "./comet-process.ts";
import { CometQueries } from "./comet-queries.ts";
import type { CometEngineOptions } from "./options.ts";
import { checkedTx } from "./refused-tx.ts";

const ownBinary = new URL("../../../../../.tools/bin/cometbft", import.meta.url).pathname;
/** How often a starting CometBFT is asked whether it answers. */
const askMs = 50;

/** Nothing runs before `start`. */
export function openCometEngine(options: CometEngineOptions): Engine {
  return new CometEngine(options);
}

/**
 * CometBFT beside this process. The application's socket is there first and goes last; where either ends by itself, `stopped` rejects and what
 * is left is ended by disposing. Blocks are CometBFT's own: everything about the past is asked from its RPC.
 */
class CometEngine implements Engine {
  readonly genesis: Genesis;
  readonly stopped: Promise<void>;
  readonly #options: CometEngineOptions;
  readonly #stopping = Promise.withResolvers<void>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #listeners = new Set<(published: PublishedBlock) => void>();
  readonly #running = new AsyncDisposableStack();
  #client: CometClient | undefined;
  #queries: CometQueries | undefined;
  #broadcasts: BroadcastQueue | undefined;
  #publishing: Promise<unknown> = Promise.resolve();
  #isPublishing = false;
  #committed = 0;
  #published = 0;
  #state: "new" | "running" | "closed" = "new";

  constructor(options: CometEngineOptions) {
    this.#options = options;
    this.genesis = options.genesis;
    this.stopped = this.#stopping.promise;
    this.#ready.promise.catch(() => undefined);
  }

  async start(signal: AbortSignal): Promise<void> {
    if (this.#state !== "new") throw new EngineError({ code: "stopped" });
    this.#state = "running";
    this.#published = this.#options.application.info().height;
    const { application, genesis, home, log } = this.#options;
    const folder = await mkdtemp(join(tmpdir(), "stratos-abci-"));
    this.#running.defer(() => rm(folder, { recursive: true, force: true }));
    const sockets = { application: join(folder, "app.sock"), rpc: join(folder, "rpc.sock") };
    this.#client = cometClient(sockets.rpc);
    this.#queries = new CometQueries(this.#client);
    this.#broadcasts = broadcastQueue((body) => postToComet(sockets.rpc, body));

    const handler = abciHandler({
      application,
      genesis,
      retainBlocks: this.#options.retainBlocks ?? 0,
      ready: this.#ready.promise,
      onCommit: (height) => this.#committedTo(height),
    });
    this.#running.use(
      await startAbciServer(sockets.application, handler, (error) => this.#fail(error)),
    );
    await writeCometHome(this.#options, sockets);
    const binary = this.#options.binary ?? ownBinary;
    const child = this.#running.use(
      await startCometProcess({ binary, home }, (line) => log?.("cometbft", { line })),
    );
    child.ended.catch((error: unknown) => this.#fail(error));
    await Promise.race([this.#reachFirstBlock(signal), child.ended, this.stopped]);
  }

  /** Waits for the RPC, tells the application of its newest block, and waits for a block that can be read. */
  async #reachFirstBlock(signal: AbortSignal): Promise<void> {
    const { application } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      const status = await this.status().catch(ifNotYet);
      if (status !== undefined) {
        await this.#resume();
        this.#ready.resolve();
        const { height } = application.info();
        if (height > 0 && status.latest.height > 0) return;
      }
      await delay(askMs, undefined, { signal });
    }
  }

  /** A block that was committed meanwhile has told the application its time already. */
  async #resume(): Promise<void> {
    const { application } = this.#options;
    const { height } = application.info();
    if (height === 0) return;
    const found = await this.#asked().block(height).catch(ifNotYet);
    if (found === undefined || application.info().height !== height) return;
    const { block, blockId } = found;
    application.resume?.({ time: Number(block.header.time.seconds), hash: blockId.hash });
  }

  /** A bug, or CometBFT's end: nothing may follow. */
  #fail(error: unknown): void {
    if (this.#state === "closed") return;
    this.#ready.reject(error);
    this.#stopping.reject(error);
  }

  /** A node that catches up may commit faster than its blocks can be asked for: only heights wait, however many. */
  #committedTo(height: number): void {
    this.#committed = height;
    // A chain may begin at any height.
    if (this.#published === 0) this.#published = height - 1;
    if (this.#listeners.size === 0 && !this.#isPublishing) this.#published = height;
    if (this.#isPublishing || this.#published === height) return;
    this.#isPublishing = true;
    this.#publishing = this.#publish()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#isPublishing = false;
      });
  }

  async #publish(): Promise<void> {
    while (this.#state === "running" && this.#published < this.#committed) {
      const height = this.#published + 1;
      const published = await this.#publishedBlock(height).catch(ifNotYet);
      // CometBFT replays before its RPC listens, and a block's results can be asked a moment after its commit.
      if (published === undefined) {
        await delay(askMs);
        continue;
      }
      this.#published = height;
      for (const listener of [...this.#listeners]) listener(published);
    }
  }

  async #publishedBlock(height: number): Promise<PublishedBlock> {
    const decided = await this.#asked().block(height);
    return { ...decided, results: await this.#asked().blockResults(height) };
  }

  async broadcastAsync(tx: Uint8Array): Promise<Uint8Array> {
    if (this.#broadcasts === undefined || this.#state !== "running")
      throw new EngineError({ code: "stopped" });
    await this.#broadcasts.add(tx);
    return sha256(tx);
  }

  async broadcastSync(tx: Uint8Array): Promise<Readonly<{ hash: Uint8Array; check: TxResult }>> {
    const check = await checkedTx(() => this.#call("broadcast_tx_sync", { tx: base64(tx) }));
    return { hash: sha256(tx), check };
  }

  async broadcastCommit(tx: Uint8Array, signal: AbortSignal): Promise<CommittedTx> {
    const hash = sha256(tx);
    const executed = Promise.withResolvers<ExecutedTx>();
    executed.promise.catch(() => undefined);
    const abort = () => executed.reject(signal.reason);
    using _ = this.onBlock(({ height, block, results }) => {
      const index = block.data.txs.findIndex((each) => Buffer.compare(each, tx) === 0);
      const result = results.txResults[index];
      if (result !== undefined) executed.resolve({ hash, height, index, tx, result });
    });
    signal.addEventListener("abort", abort, { once: true });
    try {
      signal.throwIfAborted();
      const { check } = await this.broadcastSync(tx);
      if (check.code !== 0) return { hash, check, executed: undefined };
      return { hash, check, executed: await executed.promise };
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  unconfirmed(limit: number): Promise<Unconfirmed> {
    return this.#asked().unconfirmed(limit);
  }

  status(): Promise<EngineStatus> {
    return this.#asked().status();
  }

  consensusParams(height: number): Promise<ConsensusParams> {
    return this.#asked().consensusParams(height);
  }

  validators(height: number): Promise<readonly ValidatorInfo[]> {
    return this.#asked().validators(height);
  }

  block(height: number): Promise<DecidedBlock> {
    return this.#asked().block(height);
  }

  blockByHash(hash: Uint8Array): Promise<DecidedBlock | undefined> {
    return this.#asked().blockByHash(hash);
  }

  commit(height: number): Promise<SignedHeader> {
    return this.#asked().commit(height);
  }

  blockResults(height: number): Promise<BlockResult> {
    return this.#asked().blockResults(height);
  }

  tx(hash: Uint8Array): Promise<ExecutedTx | undefined> {
    return this.#asked().tx(hash);
  }

  txSearch(search: Search): Promise<Readonly<{ total: number; txs: readonly ExecutedTx[] }>> {
    return this.#asked().txSearch(search);
  }

  blockSearch(
    search: Search,
  ): Promise<Readonly<{ total: number; blocks: readonly DecidedBlock[] }>> {
    return this.#asked().blockSearch(search);
  }

  onBlock(listener: (published: PublishedBlock) => void): Disposable {
    const own = (published: PublishedBlock) => listener(published);
    this.#listeners.add(own);
    return { [Symbol.dispose]: () => void this.#listeners.delete(own) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#ready.reject(new EngineError({ code: "stopped" }));
    await this.#running.disposeAsync();
    await this.#publishing;
    this.#stopping.resolve();
  }

  #asked(): CometQueries {
    if (this.#queries === undefined) throw new EngineError({ code: "stopped" });
    return this.#queries;
  }

  #call: CometClient = (method, params) => {
    if (this.#client === undefined || this.#state !== "running")
      throw new EngineError({ code: "stopped" });
    return this.#client(method, params);
  };
}

/** Nobody listens yet, or the block isn't there yet. */
function ifNotYet(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ECONNREFUSED" || code === "ECONNRESET") return undefined;
  if (error instanceof EngineError) {
    const { code: failure } = error.failure;
    if (failure === "cometbft-refused" || failure === "height-out-of-range") return undefined;
  }
  throw error;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}
