import { once } from "node:events";
import type { RawData, WebSocket } from "ws";
import { type Answer, answerRequest, errorAnswer, failureOf, readRequest } from "./answer.ts";
import type { RpcEvent } from "./block-events.ts";
import type { Subscriber, Subscription } from "./event-bus.ts";
import { type RpcMethod, rpcMethods } from "./methods.ts";
import { RpcError } from "./rpc-error.ts";
import { websocketMethods } from "./subscription-methods.ts";
import type { WebsocketLimits, WebsocketOptions } from "./websocket-server.ts";

/** Bytes that the socket may hold unsent before more is handed to it. */
const unsentBytesMax = 1024 * 1024;
/** Requests read ahead of the one that runs. */
const requestsMax = 4;
/** Pings without a sign of life. */
const quietPingsMax = 2;
/** How long a closing handshake may take where the node stops. */
const stopMs = 1000;

type ConnectionOptions = WebsocketOptions &
  Readonly<{ limits: WebsocketLimits; rpcAddress: string }>;

type Queued = Readonly<{
  byteLength: number;
  text: () => string;
  /** The socket has it, or never will. */
  done?: () => void;
}>;

/**
 * One client. Its requests run one after the other, and reading pauses while they wait; its events queue, by reference, until the socket
 * takes them. Who falls behind by more than the limit, in bytes or in time, is told so and closed.
 */
export class WebsocketConnection implements Subscriber, AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #gone = new AbortController();
  readonly #queue: Queued[] = [];
  #queuedBytes = 0;
  #requests: Promise<void> = Promise.resolve();
  #requestsWaiting = 0;
  #slowTimer: NodeJS.Timeout | undefined;
  #quietPings = 0;
  #isClosing = false;

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on("message", (data) => this.#take(data));
    socket.on("ping", () => this.#heard());
    socket.on("pong", () => this.#heard());
    // A malformed frame; the library closes the connection with the reason.
    socket.on("error", () => undefined);
    socket.once("close", () => this.#forget());
  }

  deliver({ id, query }: Subscription, event: RpcEvent): void {
    if (this.#isClosing) return;
    const { maxBufferedBytes } = this.#options.limits;
    if (this.#queue.length > 0 && this.#queuedBytes + event.byteLength > maxBufferedBytes) {
      this.#closeSlow(id);
      return;
    }
    const prefix = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"query":${JSON.stringify(query)},`;
    this.#enqueue({
      byteLength: event.byteLength,
      text: () => `${prefix}"data":${event.data()},"events":${event.events()}}}`,
    });
  }

  cancel({ id }: Subscription, reason: string): void {
    const error = new RpcError(-32000, `subscription was canceled (reason: ${reason})`);
    void this.#answer(errorAnswer(id, error));
  }

  /** Ends a connection from which nothing came, not even a pong, since the last but one. */
  ping(): void {
    this.#quietPings += 1;
    if (this.#quietPings > quietPingsMax) this.#socket.terminate();
    else if (!this.#isClosing) this.#socket.ping();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.readyState === this.#socket.CLOSED) return;
    const closed = once(this.#socket, "close");
    this.#close(1001, "the node stops", stopMs);
    await closed;
  }

  #heard(): void {
    this.#quietPings = 0;
  }

  #take(data: RawData): void {
    this.#heard();
    this.#requestsWaiting += 1;
    if (this.#requestsWaiting >= requestsMax) this.#socket.pause();
    this.#requests = this.#requests
      .then(() => this.#run(textOf(data)))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#requestsWaiting -= 1;
        if (this.#requestsWaiting < requestsMax) this.#socket.resume();
      });
  }

  async #run(text: string): Promise<void> {
    if (this.#isClosing) return;
    const answer = await this.#answerTo(text);
    if (answer === undefined) return;
    await this.#answer(answer);
  }

  async #answerTo(text: string): Promise<Answer | undefined> {
    let request: ReturnType<typeof readRequest>;
    try {
      request = readRequest(parse(text), methods);
    } catch (error) {
      if (error instanceof RpcError) return errorAnswer(undefined, error);
      throw error;
    }
    if (request === undefined) return undefined;

    const { engine, application, events, rpcAddress } = this.#options;
    const { signal } = this.#gone;
    const { id, method, params } = request;
    const own = Object.hasOwn(websocketMethods, method) ? websocketMethods[method] : undefined;
    if (own === undefined)
      return answerRequest({ engine, application, rpcAddress, signal }, request);
    try {
      own.call({ events, client: this, id }, params());
      return { jsonrpc: "2.0", id, result: {} };
    } catch (error) {
      return errorAnswer(id, failureOf(error, signal));
    }
  }

  /** Resolves once the socket has it, before the next request runs: nobody fills the node by asking and not reading. */
  #answer(answer: Answer): Promise<void> {
    const text = JSON.stringify(answer);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#enqueue({ byteLength: text.length, text: () => text, done: resolve });
    return promise;
  }

  #enqueue(queued: Queued): void {
    this.#queue.push(queued);
    this.#queuedBytes += queued.byteLength;
    this.#send();
  }

  /** Hands over what the socket takes; the rest follows as it drains. */
  #send(): void {
    if (this.#isClosing) this.#drop();
    while (this.#socket.bufferedAmount < unsentBytesMax) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#queuedBytes -= next.byteLength;
      this.#socket.send(next.text(), () => this.#sent());
      next.done?.();
    }
    this.#slowTimer ??= setTimeout(() => this.#closeSlow(), this.#options.limits.writeWaitMs);
  }

  #sent(): void {
    clearTimeout(this.#slowTimer);
    this.#slowTimer = undefined;
    this.#send();
  }

  #drop(): void {
    for (const { done } of this.#queue.splice(0)) done?.();
    this.#queuedBytes = 0;
  }

  #closeSlow(id?: string | number): void {
    const reason = "subscription was canceled (reason: slow client)";
    if (id !== undefined)
      this.#socket.send(JSON.stringify(errorAnswer(id, new RpcError(-32000, reason))));
    this.#close(1013, "slow client");
  }

  #fail(error: unknown): void {
    if (this.#isClosing) return;
    this.#options.onBug(error);
    this.#close(1011, "internal error");
  }

  #close(code: number, reason: string, withinMs = this.#options.limits.writeWaitMs): void {
    if (this.#isClosing) return;
    this.#forget();
    this.#socket.resume();
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), withinMs).unref();
  }

  #forget(): void {
    this.#isClosing = true;
    clearTimeout(this.#slowTimer);
    this.#drop();
    this.#options.events.forget(this);
    this.#gone.abort(new Error("the client went away"));
  }
}

/** The names of parameters of every method that a websocket answers. */
const methods = {
  get: (name: string): Pick<RpcMethod, "params"> | undefined =>
    rpcMethods.get(name) ??
    (Object.hasOwn(websocketMethods, name) ? websocketMethods[name] : undefined),
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RpcError(-32700, "error unmarshaling request: the message is no JSON");
  }
}

function textOf(data: RawData): string {
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString("utf8");
  return (Array.isArray(data) ? Buffer.concat(data) : data).toString("utf8");
}
