import { mkdirSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Credentials } from "./credentials.ts";
import type { AccessLog } from "./http/access-log.ts";
import { type Gateway, handleRequest } from "./http/handle-request.ts";
import { errorResponse, sendResponse } from "./http/send-response.ts";
import { Uploads } from "./multipart/uploads.ts";
import { S3Error } from "./s3-error.ts";
import { SigningKeys } from "./signature/signing-keys.ts";

export type GatewayOptions = Readonly<{
  /** Port 0 takes a free one. */
  listen: Readonly<{ host: string; port: number }>;
  /** What requests must be signed for, such as us-east-1. */
  region: string;
  /** For the uploads in progress; made where it is missing. */
  dataDir: string;
  credentials: Credentials;
  log: AccessLog;
  /** Also serves `BUCKET.SUFFIX` as host. Default: path style only. */
  hostSuffix?: string;
  /** Requests at once before SlowDown. Default 256. */
  requestsMax?: number;
  /** Milliseconds until the answer to a long copy or completion is begun with spaces. Default 10,000. */
  patienceMs?: number;
  /** Milliseconds. Default: the machine's clock. */
  now?: () => number;
}>;

export type RunningGateway = AsyncDisposable & Readonly<{ port: number }>;

const REQUESTS_MAX = 256;
const CONNECTIONS_MAX = 2_048;
const HEADER_BYTES_MAX = 32 * 1024;
const HEADERS_MS = 30_000;
const IDLE_MS = 300_000;
const KEEP_ALIVE_MS = 75_000;
const EXPIRY_MS = 60 * 60 * 1000;
const PATIENCE_MS = 10_000;
const CLOSE_MS = 5_000;

/**
 * Serves S3 over the objects of the wallets behind `credentials`. `/-/health` answers 200 without a signature. Disposing lets running requests end
 * for 5 seconds.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const now = options.now ?? Date.now;
  mkdirSync(options.dataDir, { recursive: true });
  const uploads = new Uploads(options.dataDir, now);
  const { credentials, region, log, hostSuffix } = options;
  const gateway: Gateway = {
    authority: { credentials, region, now, signingKeys: new SigningKeys() },
    uploads,
    log,
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    ...(hostSuffix === undefined ? {} : { hostSuffix }),
  };

  const server = listenFor(gateway, options.requestsMax ?? REQUESTS_MAX);
  try {
    await listen(server, options.listen);
  } catch (error) {
    uploads[Symbol.dispose]();
    throw error;
  }
  const expiry = setInterval(() => uploads.expire(), EXPIRY_MS).unref();

  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      clearInterval(expiry);
      await close(server);
      uploads[Symbol.dispose]();
    },
  };
}

function listenFor(gateway: Gateway, requestsMax: number): Server {
  const server = createServer({
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: HEADERS_MS,
    // A body of 5 GiB may take hours; IDLE_MS ends the ones that stand still.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    noDelay: true,
  });
  server.timeout = IDLE_MS;
  server.maxConnections = CONNECTIONS_MAX;

  let running = 0;
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === "/-/health") return void response.end("ok\n");
    if (running >= requestsMax) return slowDown(request, response);
    running += 1;
    try {
      await handleRequest(gateway, request, response);
    } finally {
      running -= 1;
    }
  };
  server.on("request", onRequest);
  server.on("checkContinue", onRequest);
  return server;
}

async function slowDown(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("connection", "close");
  response.setHeader("x-amz-request-id", "0000000000000000");
  const resource = request.url?.split("?")[0] ?? "";
  const error = new S3Error({ code: "SlowDown" });
  await sendResponse(response, errorResponse(error, { resource, requestId: "0000000000000000" }), {
    isHead: request.method === "HEAD",
    signal: AbortSignal.timeout(CLOSE_MS),
  });
}

function listen(server: Server, { host, port }: GatewayOptions["listen"]): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
