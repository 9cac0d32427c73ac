import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CodecError, fromBase64 } from "@stos/codec";
import { tooMany } from "./ask.ts";
import type { Issuer } from "./issuer.ts";
import { IssuerError, type IssuerFailure, statusOf } from "./issuer-error.ts";
import { askLimits } from "./limits.ts";

export type IssuerServerOptions = Readonly<{
  issuer: Issuer;
  /** Default 127.0.0.1. */
  host?: string;
  /** 0: any free one. */
  port: number;
  /** Told when the journal can't be read or written: the process must stop. */
  onBug: (error: unknown) => void;
  /** Told of an unexpected error in one request, which got 500: an ask that meets a bug mustn't end the issuer for all. */
  onFailedRequest?: (error: unknown) => void;
}>;

export interface IssuerServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
}

const path = "/stratos/issuer/v1/asks";
const requestTimeoutMs = 10_000;
/** Idle connections are kept so long: clients ask again and again. */
const idleMs = 65_000;

/** Serves one issuer's API. */
export async function startIssuerServer({
  issuer,
  host = "127.0.0.1",
  port,
  onBug,
  onFailedRequest,
}: IssuerServerOptions): Promise<IssuerServer> {
  let open = 0;
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      keepAliveTimeout: idleMs,
    },
    (request, response) => {
      open += 1;
      void handle(issuer, { request, isFull: open > askLimits.requests })
        .then(({ status, body }) => send(response, status, body))
        .catch((error: unknown) => {
          send(response, 500, errorBody({ code: "internal" }, "internal error"));
          if (isJournalFailure(error)) onBug(error);
          else onFailedRequest?.(error);
        })
        .finally(() => {
          open -= 1;
        });
    },
  );
  server.maxConnections = askLimits.connections;

  server.listen(port, host);
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      // What is being answered ends within its own deadline; nobody's kept connection holds the process.
      setTimeout(() => server.closeAllConnections(), closeMs).unref();
      await closed;
    },
  };
}

const closeMs = 2_000;

type Answer = Readonly<{ status: number; body: string }>;

async function handle(
  issuer: Issuer,
  { request, isFull }: Readonly<{ request: IncomingMessage; isFull: boolean }>,
): Promise<Answer> {
  if (request.method !== "POST" || request.url !== path)
    return {
      status: 404,
      body: errorBody({ code: "not-found" }, `this is an issuer: POST ${path}`),
    };
  try {
    const body = await bodyOf(request);
    // The body is read even then, so that the connection stays usable.
    if (isFull) throw tooMany("requests", askLimits.requests);
    const answer = await issuer.answer(body, signatureOf(request));
    return { status: 200, body: JSON.stringify(answer) };
  } catch (error) {
    if (!(error instanceof IssuerError) || isJournalFailure(error)) throw error;
    return { status: statusOf(error.failure), body: errorBody(error.failure, error.message) };
  }
}

function isJournalFailure(error: unknown): boolean {
  return error instanceof IssuerError && error.failure.code === "journal-failed";
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  // Not read at all: the connection ends with the answer.
  if (Number(request.headers["content-length"] ?? 0) > askLimits.bodyBytes) throw tooLong();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > askLimits.bodyBytes) throw tooLong();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof IssuerError) throw error;
    throw new IssuerError({ code: "ask-invalid", reason: "the body was cut off" });
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function tooLong(): IssuerError {
  return new IssuerError({
    code: "ask-invalid",
    reason: `the body is longer than ${askLimits.bodyBytes} bytes`,
  });
}

function signatureOf({ headers }: IncomingMessage): Uint8Array {
  const text = headers["x-stratos-signature"];
  try {
    const signature = typeof text === "string" ? fromBase64(text) : undefined;
    if (signature?.length === 64) return signature;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
  }
  throw new IssuerError({ code: "signature-wrong" });
}

/** Amounts as decimal texts. */
function errorBody(
  failure: IssuerFailure | Readonly<{ code: "internal" | "not-found" }>,
  message: string,
): string {
  const error = { message, ...failure };
  return JSON.stringify({ error }, (_, value: unknown) =>
    typeof value === "bigint" ? `${value}` : value,
  );
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.headersSent || response.destroyed) return;
  // A body that was refused unread can't be followed by another request.
  if (!response.req.complete) response.shouldKeepAlive = false;
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": bytes.length,
  });
  response.end(bytes);
}
