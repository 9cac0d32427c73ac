import { NetworkError } from "../network-error.ts";
import type { ByteConnection } from "./byte-connection.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { endOfHead, headBytesMax, parseResponseHead, type ResponseHead } from "./response-head.ts";

export type ByteRequest = Readonly<{
  method: "GET" | "PUT";
  headers: Readonly<Record<string, string>>;
  /** Unchanged until the answer. */
  body?: readonly Uint8Array[];
  /** Milliseconds in which nothing may stand still: until the answer's head, and between two pieces of its body. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}>;

/** An answer whose body is read, or abandoned, once. */
export type ByteAnswer = Readonly<{
  status: number;
  /** By name in lower case. */
  headers: ReadonlyMap<string, string>;
  /** The body as it comes; a piece is gone when the next one is asked for. Throws `NetworkError` unreachable. */
  pieces(): AsyncGenerator<Uint8Array>;
  /** The body whole. Throws `NetworkError` answer-invalid above `bytesMax`. */
  whole(bytesMax: number): Promise<Buffer>;
  abandon(): void;
}>;

/**
 * One request in bulk over plain TCP. A connection that was kept and is found closed is replaced once: these requests
 * may be repeated. Throws `NetworkError` unreachable, answer-invalid; the signal's reason where it aborts.
 */
export async function exchangeBytes(
  pool: ConnectionPool,
  url: URL,
  request: ByteRequest,
): Promise<ByteAnswer> {
  const { signal } = request;
  for (;;) {
    const connection = await pool.take(url, signal);
    const onAbort = () => connection.destroy(new Error("the request was given up"));
    signal?.addEventListener("abort", onAbort, { once: true });
    const done = () => signal?.removeEventListener("abort", onAbort);
    try {
      connection.write(requestPieces(url, request));
      const first = await connection.read(request.timeoutMs).catch((error: unknown) => {
        if (connection.isStale && signal?.aborted !== true) return undefined;
        throw error;
      });
      if (first === undefined) {
        done();
        continue;
      }
      const head = await readHead(connection, first, url, request);
      return answerOf({ pool, url, request, connection, head, done });
    } catch (error) {
      done();
      connection.destroy(new Error("the exchange failed"));
      throw failureOf(error, url, signal);
    }
  }
}

function* requestPieces(
  { host, pathname, search }: URL,
  { method, headers, body = [] }: ByteRequest,
): Iterable<string | Uint8Array> {
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${pathname}${search} HTTP/1.1`, ...lines];
  if (head.some((line) => /[^\t\x20-\x7e]/.test(line)))
    throw new RangeError("a header's line holds what isn't ASCII");
  const size = body.reduce((total, piece) => total + piece.length, 0);
  if (method !== "GET") head.push(`content-length: ${size}`);
  yield `${head.join("\r\n")}\r\n\r\n`;
  yield* body;
}

async function readHead(
  connection: ByteConnection,
  first: Uint8Array,
  url: URL,
  { timeoutMs }: ByteRequest,
): Promise<ResponseHead> {
  let bytes = bufferOf(first);
  for (let end = endOfHead(bytes); ; end = endOfHead(bytes)) {
    if (end !== undefined && end <= headBytesMax) {
      const head = parseResponseHead(bytes.toString("latin1", 0, end));
      if (head === undefined) throw invalid(url, "its head is no strict HTTP/1.1");
      connection.unread(bytes.subarray(end));
      return head;
    }
    if (bytes.length > headBytesMax) throw invalid(url, "its head is too long");
    // The bytes so far stand in the buffer that the next read fills.
    const before = Buffer.from(bytes);
    bytes = Buffer.concat([before, await connection.read(timeoutMs)]);
  }
}

type Answering = Readonly<{
  pool: ConnectionPool;
  url: URL;
  request: ByteRequest;
  connection: ByteConnection;
  head: ResponseHead;
  /** Lets go of the signal. */
  done: () => void;
}>;

function answerOf(answering: Answering): ByteAnswer {
  const { url, connection, head, done } = answering;
  const pieces = () => bodyOf(answering);
  return {
    status: head.status,
    headers: head.headers,
    pieces,
    async whole(bytesMax) {
      if (head.bodyBytes > bytesMax) {
        this.abandon();
        throw invalid(url, "it is too long");
      }
      const copies: Buffer[] = [];
      for await (const piece of pieces()) copies.push(Buffer.from(piece));
      return Buffer.concat(copies);
    },
    abandon() {
      done();
      connection.destroy(new Error("the answer wasn't wanted"));
    },
  };
}

async function* bodyOf({
  pool,
  url,
  request,
  connection,
  head,
  done,
}: Answering): AsyncGenerator<Uint8Array> {
  let left = head.bodyBytes;
  try {
    while (left > 0) {
      const bytes = await connection.read(request.timeoutMs);
      const piece = bytes.subarray(0, left);
      if (piece.length < bytes.length) connection.unread(bytes.subarray(left));
      left -= piece.length;
      yield piece;
    }
  } catch (error) {
    throw failureOf(error, url, request.signal);
  } finally {
    done();
    // An answer that came before the whole request was sent leaves the rest of it on the way.
    if (left === 0 && head.isKept && connection.isSent) pool.give(url, connection);
    else connection.destroy(new Error("the exchange ended early"));
  }
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function invalid({ origin }: URL, reason: string): NetworkError {
  return new NetworkError({ code: "answer-invalid", url: origin, reason });
}

function failureOf(error: unknown, { origin }: URL, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof NetworkError || error instanceof RangeError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new NetworkError({ code: "unreachable", url: origin, reason });
}
