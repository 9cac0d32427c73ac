import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { fromHex } from "@stos/codec";
import { NodeError } from "../node-error.ts";
import { answerFailure, answerJson } from "./answer.ts";
import type { DataPort } from "./data-port.ts";
import { getSlice } from "./get-slice.ts";
import { health } from "./health.ts";
import type { Agents } from "./pass-on.ts";
import { postReceipts } from "./post-receipts.ts";
import { putSlice } from "./put-slice.ts";

/** The data port's HTTP server. */
export type DataServer = AsyncDisposable & Readonly<{ url: string }>;

const agentOptions = { keepAlive: true, maxSockets: 256, maxFreeSockets: 64 };
const connectionsMax = 1_024;
const keepAliveMs = 60_000;
/** A connection on which nothing moves for so long is closed: longer than any wait for a receipt. */
const idleMs = 120_000;
/** How long requests in progress may take to end when the server stops. */
const stopMs = 5_000;

export async function startDataServer(
  port: DataPort,
  listen: Readonly<{ host: string; port: number }>,
): Promise<DataServer> {
  const agents: Agents = { http: new Agent(agentOptions), https: new SecureAgent(agentOptions) };
  const server = createServer(
    { keepAliveTimeout: keepAliveMs, noDelay: true },
    (request, response) => {
      void serve(port, request, response, agents);
    },
  );
  server.maxConnections = connectionsMax;
  server.timeout = idleMs;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : listen.port;

  return {
    url: `http://${listen.host}:${bound}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), stopMs);
      await closed;
      clearTimeout(timer);
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

async function serve(
  port: DataPort,
  request: IncomingMessage,
  response: ServerResponse,
  agents: Agents,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  // A connection that breaks is met by whoever reads or writes it.
  response.on("error", () => undefined);
  request.on("error", () => undefined);
  try {
    await route(port, { request, response, signal: gone.signal, agents });
  } catch (error) {
    note(port, error, gone.signal);
    answerFailure(response, error);
    // What is left of a body is read and dropped, so that the answer reaches a client which is still sending.
    request.resume();
  }
}

type Exchange = Readonly<{
  request: IncomingMessage;
  response: ServerResponse;
  signal: AbortSignal;
  agents: Agents;
}>;

async function route(port: DataPort, exchange: Exchange): Promise<void> {
  const { request, response, signal, agents } = exchange;
  const [path = ""] = (request.url ?? "").split("?");
  const method = request.method ?? "";

  const put = /^\/slices\/([0-9a-f]{64})\/(\d{1,10})$/.exec(path);
  if (method === "PUT" && put !== null) {
    const target = { session: put[1] ?? "", number: numberOf(put[2] ?? "") };
    const custody = await putSlice(port, target, { request, signal, agents });
    return answerJson(response, 201, { custody });
  }
  const get = /^\/slices\/([0-9a-f]{64})(\/leaves)?$/.exec(path);
  if (method === "GET" && get !== null) {
    const id = fromHex(get[1] ?? "");
    if (get[2] === undefined) return getSlice(port, id, { request, response, signal });
    return sendLeaves(port, id, response);
  }
  if (method === "POST" && path === "/receipts") {
    const { delivered, received } = await postReceipts(port, request);
    response.writeHead(204, {
      "x-stratos-delivered": `${delivered}`,
      "x-stratos-received": `${received}`,
    });
    response.end();
    return;
  }
  if (method === "GET" && path === "/health") return answerJson(response, 200, health(port));
  throw new NodeError({ code: "route-unknown" });
}

async function sendLeaves({ leaves }: DataPort, id: Uint8Array, response: ServerResponse) {
  const bytes = await leaves.leaves(id);
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": bytes.length,
  });
  response.end(bytes);
}

function numberOf(text: string): number {
  const number = Number(text);
  if (number > 0xffff_ffff)
    throw new NodeError({ code: "request-invalid", reason: "a number has 32 bits" });
  return number;
}

/** A client that went away is no failure of the node. */
function note({ counters, log }: DataPort, error: unknown, signal: AbortSignal): void {
  if (error instanceof NodeError) counters.refused += 1;
  if (error instanceof NodeError || signal.aborted) return;
  counters.failed += 1;
  log("error", "request failed", {
    reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
}
