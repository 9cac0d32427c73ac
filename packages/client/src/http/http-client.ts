import { Agent, type Dispatcher } from "undici";
import { NetworkError } from "../network-error.ts";

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
  }>;

export type HttpOptions = Readonly<{
  /** Connections to one origin at most. Default: 64. */
  connectionsMax?: number;
}>;

export function createHttpClient({ connectionsMax = 64 }: HttpOptions = {}): HttpClient {
  const agent = new Agent({ connections: connectionsMax, pipelining: 1, keepAliveTimeout: 4_000 });
  return {
    async request(url, { method = "GET", headers, body, timeoutMs = 15_000, signal } = {}) {
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
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" ? error.name : error.message;
}
