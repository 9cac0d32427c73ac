import { Agent, type Dispatcher } from "undici";
import { NetworkError } from "../network-error.ts";
import { type ByteAnswer, type ByteRequest, exchangeBytes } from "./byte-exchange.ts";
import { createConnectionPool } from "./connection-pool.ts";

export type HttpRequest = Readonly<{
  method?: "GET" | "POST" | "PUT";
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Milliseconds until the answer's head, and between two pieces of its body. Default: 15,000. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}>;

export type HttpAnswer = Dispatcher.ResponseData;

/** Kept-alive connections to whatever is asked. */
export type HttpClient = AsyncDisposable &
  Readonly<{
    /** Throws `NetworkError` unreachable; the signal's reason where it aborts. */
    request(url: string, request?: HttpRequest): Promise<HttpAnswer>;
    /** The same for bytes in bulk, which may be asked for again. Throws `NetworkError` answer-invalid besides. */
    exchange(url: string, request: ByteRequest): Promise<ByteAnswer>;
  }>;

export type HttpOptions = Readonly<{
  /** Connections to one origin at most, of each kind. Default: 64. */
  connectionsMax?: number;
}>;

export function createHttpClient({ connectionsMax = 64 }: HttpOptions = {}): HttpClient {
  const agent = new Agent({ connections: connectionsMax, pipelining: 1, keepAliveTimeout: 4_000 });
  const pool = createConnectionPool(connectionsMax);

  const request = async (
    url: string,
    { method = "GET", headers, body, timeoutMs = 15_000, signal }: HttpRequest = {},
  ) => {
    const { origin, pathname, search } = new URL(url);
    signal?.throwIfAborted();
    try {
      return await agent.request({
        origin,
        path: pathname + search,
        method,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body: body as Dispatcher.RequestOptions["body"] & {} }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw new NetworkError({ code: "unreachable", url: origin, reason: reasonOf(error) });
    }
  };

  return {
    request,
    async exchange(url, asked) {
      const target = new URL(url);
      if (target.protocol === "http:") return exchangeBytes(pool, target, asked);
      // Where TLS decrypts, its own buffers are the cost: nothing is won by reading the socket by hand.
      const { body = [] } = asked;
      const size = body.reduce((total, piece) => total + piece.length, 0);
      const headers = { ...asked.headers, ...(size === 0 ? {} : { "content-length": `${size}` }) };
      return bytesOf(url, await request(url, { ...asked, headers, body: [...body] }), asked);
    },
    async [Symbol.asyncDispose]() {
      pool[Symbol.dispose]();
      await agent.destroy();
    },
  };
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" ? error.name : error.message;
}

function bytesOf(
  url: string,
  { statusCode, headers, body }: HttpAnswer,
  { signal }: ByteRequest,
): ByteAnswer {
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* body as AsyncIterable<Uint8Array>;
    } catch (error) {
      signal?.throwIfAborted();
      throw new NetworkError({ code: "unreachable", url, reason: reasonOf(error) });
    }
  };
  return {
    status: statusCode,
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, `${value}`])),
    pieces,
    async whole(bytesMax) {
      const kept: Uint8Array[] = [];
      let size = 0;
      for await (const piece of pieces()) {
        size += piece.length;
        if (size > bytesMax)
          throw new NetworkError({ code: "answer-invalid", url, reason: "it is too long" });
        kept.push(piece);
      }
      return Buffer.concat(kept);
    },
    abandon: () => void body.destroy(),
  };
}
