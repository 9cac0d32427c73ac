import { setTimeout as wait } from "node:timers/promises";
import type { ChainView } from "./chain-view.ts";

/** What a node's `GET /health` said last; `unreachable` where nothing fitting came. */
export type ProbeResult = Readonly<{
  state: "ready" | "full" | "read-only" | "failing" | "unreachable";
  reason: string;
}>;

export type ProberOptions = Readonly<{
  chain: ChainView;
  /** Told of each change: the issuer's own log. */
  log?: (
    change: Readonly<{ node: string; before: ProbeResult["state"] | "unknown" }> & ProbeResult,
  ) => void;
  /** Between two rounds. Default 3 s. */
  intervalMs?: number;
  /** For one node's answer. Default 1.5 s. */
  deadlineMs?: number;
}>;

/** Knows which nodes answer. One that was never asked counts as answering. */
export interface Prober extends AsyncDisposable {
  /** Whether it may get new slices. */
  takesSlices(node: string): boolean;
  /** Whether it may be read from. */
  isReachable(node: string): boolean;
  /** Asks the node now; resolves when it has answered or its deadline is over. Asked again within moments, it answers from that. */
  probe(node: string): Promise<void>;
}

const intervalDefaultMs = 3_000;
const deadlineDefaultMs = 1_500;
/** One node is probed at most so often, whoever complains. */
const restMs = 250;
const atOnceMax = 32;
const nodesMax = 10_000;
const healthBytesMax = 4_096;

/** Resolves after the first round. */
export async function startProber(options: ProberOptions): Promise<Prober> {
  const prober = new HealthProber(options);
  await prober.round();
  prober.run();
  return prober;
}

class HealthProber implements Prober {
  readonly #options: ProberOptions;
  readonly #results = new Map<string, ProbeResult>();
  readonly #probes = new Map<string, Promise<void>>();
  /** Nodes whose next silence counts: a single one may be a busy node's. */
  readonly #silent = new Set<string>();
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: ProberOptions) {
    this.#options = options;
  }

  takesSlices(node: string): boolean {
    const state = this.#results.get(node)?.state ?? "ready";
    return state === "ready";
  }

  isReachable(node: string): boolean {
    return this.#results.get(node)?.state !== "unreachable";
  }

  async probe(node: string): Promise<void> {
    const url = await this.#options.chain.read(({ nodes }) => nodes.get(node)?.endpoints[0]);
    if (url === undefined) return;
    // Somebody complained: silence counts at once.
    this.#silent.add(node);
    await this.#probe(node, url);
  }

  run(): void {
    this.#running = this.#rounds();
  }

  /** Asks every node of the chain, a few at once. */
  async round(): Promise<void> {
    const waiting = [...(await this.#nodes())];
    const asker = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        await this.#probe(...next);
    };
    await Promise.all(Array.from({ length: atOnceMax }, asker));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await Promise.all(this.#probes.values());
  }

  async #rounds(): Promise<void> {
    const { intervalMs = intervalDefaultMs } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await wait(intervalMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await this.round();
    }
  }

  async #nodes(): Promise<readonly (readonly [node: string, url: string])[]> {
    const found = await this.#options.chain.read(({ nodes }) =>
      nodes.list({ after: "", limit: nodesMax }),
    );
    const serving = found.filter(({ state }) => state !== "joining" && state !== "gone");
    const known = new Set(serving.map(({ node }) => node));
    for (const forgettable of [this.#results, this.#silent])
      for (const node of forgettable.keys()) if (!known.has(node)) forgettable.delete(node);
    return serving.map(({ node, endpoints }) => [node, endpoints[0] ?? ""]);
  }

  /** Everybody who wants to know about a node shares one probe. */
  #probe(node: string, url: string): Promise<void> {
    const known = this.#probes.get(node);
    if (known !== undefined) return known;
    const probe = this.#ask(node, url).then((result) => this.#take(node, result));
    this.#probes.set(node, probe);
    void probe
      .then(() => wait(restMs, undefined, { ref: false, signal: this.#stopping.signal }))
      .catch(() => {})
      .then(() => this.#probes.delete(node));
    return probe;
  }

  #take(node: string, result: ProbeResult): void {
    if (this.#stopping.signal.aborted) return;
    const before = this.#results.get(node)?.state ?? "unknown";
    if (result.reason !== silence) this.#silent.delete(node);
    else if (before !== "unknown" && !this.#silent.has(node)) {
      this.#silent.add(node);
      return;
    }
    this.#results.set(node, result);
    if (before !== result.state) this.#options.log?.({ node, before, ...result });
  }

  async #ask(node: string, url: string): Promise<ProbeResult> {
    const { chain, deadlineMs = deadlineDefaultMs } = this.#options;
    const signal = AbortSignal.any([AbortSignal.timeout(deadlineMs), this.#stopping.signal]);
    try {
      const answer = await fetch(new URL("/health", url), { signal, redirect: "error" });
      const health = healthOf(await boundedText(answer));
      if (!answer.ok) return unreachable(`it answers ${answer.status}`);
      if (health.node !== node || health.chainId !== chain.domain.chainId)
        return unreachable(`${health.node} of ${health.chainId} answers there`);
      return { state: health.state, reason: "" };
    } catch (error) {
      return unreachable(reasonOf(error));
    }
  }
}

type Health = Readonly<{
  node: string;
  chainId: string;
  state: Exclude<ProbeResult["state"], "unreachable">;
}>;

const healthStates: readonly string[] = ["ready", "full", "read-only", "failing"];

function healthOf(text: string): Health {
  const health = JSON.parse(text) as Health;
  if (!healthStates.includes(health?.state)) throw new RangeError("its health has no known state");
  return health;
}

async function boundedText(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of answer.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > healthBytesMax) throw new RangeError("its health is too long");
  }
  return text;
}

const silence = "it doesn't answer in time";

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `${error}`;
  if (error.name === "TimeoutError") return silence;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function unreachable(reason: string): ProbeResult {
  return { state: "unreachable", reason };
}
