import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Application } from "../../application.ts";
import type { Engine } from "../../engine/engine.ts";
import { type ListenOptions, listen, type RunningServer } from "../listen.ts";
import { type Answer, answerRequest, errorAnswer, readRequest } from "./answer.ts";
import { EventBus, type EventLimits } from "./event-bus.ts";
import { methodNames, methodsPage } from "./method-page.ts";
import { type RpcContext, rpcMethods } from "./methods.ts";
import { paramsOfUrl } from "./params.ts";
import { RpcError } from "./rpc-error.ts";
import { isWebsocketMethod } from "./subscription-methods.ts";
import { serveWebsockets, type WebsocketLimits } from "./websocket-server.ts";

export type RpcServerOptions = ListenOptions &
  Readonly<{
    engine: Engine;
    application: Application;
    /** Told of a request that met a bug of this node; it is answered with an internal error and nothing else says so. */
    onBug?: (error: unknown) => void;
    limits?: Partial<EventLimits & WebsocketLimits>;
  }>;

export interface RpcServer extends RunningServer {
  /** How many of each there are now. */
  load(): Readonly<{ websockets: number; subscriptions: number }>;
}

/** Requests that one body may hold, as in CometBFT. */
const batchMax = 10;
/** A transaction of 4 MiB in base64, and some room. */
const bodyBytesMax = 6 * 1024 * 1024;
const requestTimeoutMs = 60_000;

/** Serves CometBFT's RPC: JSON-RPC 2.0 by POST at `/` and over `/websocket`, and each method by GET at its name. */
export async function startRpcServer(options: RpcServerOptions): Promise<RpcServer> {
  const { engine, application, onBug = () => undefined } = options;
  const server = fastify({ bodyLimit: bodyBytesMax, requestTimeout: requestTimeoutMs });
  const contextOf = (request: FastifyRequest, reply: FastifyReply): RpcContext => ({
    engine,
    application,
    rpcAddress: `tcp://${request.host}`,
    signal: closedSignal(reply),
  });

  readBodiesAsText(server);
  server.post("/", async (request, reply) => {
    if (request.body === "") return sendPage(request, reply);
    const answered = await answerBody(contextOf(request, reply), request.body);
    return send(reply, answered.status, answered.answer);
  });
  server.get("/", (request, reply) => sendPage(request, reply));
  server.get<{ Params: { method: string } }>("/:method", async (request, reply) => {
    const { method } = request.params;
    if (!methodNames.includes(method)) return notFound(reply);
    if (isWebsocketMethod(method))
      return send(reply, 404, errorAnswer(urlId, new RpcError(-32601, "")));
    const params = () => paramsOfUrl(request.query as Readonly<Record<string, unknown>>);
    const answer = await answerRequest(contextOf(request, reply), { id: urlId, method, params });
    return send(reply, "error" in answer ? 500 : 200, answer);
  });
  server.setNotFoundHandler((_, reply) => notFound(reply));
  server.setErrorHandler((error: Error & { statusCode?: number }, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) onBug(error);
    const failure =
      status < 500 ? new RpcError(-32600, error.message) : new RpcError(-32603, "internal error");
    return send(reply, status, errorAnswer(undefined, failure));
  });

  const limits = options.limits ?? {};
  const events = new EventBus(engine, { ...limits, onBug });
  const websockets = serveWebsockets(server.server, { engine, application, events, limits, onBug });
  const running = await listen(server, options);
  return {
    url: running.url,
    load: () => ({ websockets: websockets.count(), subscriptions: events.subscriptions }),
    async [Symbol.asyncDispose]() {
      events[Symbol.dispose]();
      await websockets[Symbol.asyncDispose]();
      await running[Symbol.asyncDispose]();
    },
  };
}

/** What CometBFT answers a GET with, which has no id. */
const urlId = -1;

type Answered = Readonly<{ status: number; answer: Answer | readonly Answer[] | undefined }>;

async function answerBody(context: RpcContext, body: unknown): Promise<Answered> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(typeof body === "string" ? body : "");
  } catch {
    return refusedBody(
      500,
      new RpcError(-32700, "error unmarshaling request: the body is no JSON"),
    );
  }
  const requests: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (requests.length > batchMax)
    return refusedBody(
      200,
      new RpcError(
        -32600,
        `batch request exceeds maximum (${batchMax}) allowed number of requests`,
      ),
    );
  try {
    const answers: Answer[] = [];
    for (const request of requests.map((each) => readRequest(each, rpcMethods)))
      if (request !== undefined) answers.push(await answerRequest(context, request));
    // CometBFT answers a batch of one like a single request.
    return { status: 200, answer: answers.length > 1 ? answers : answers[0] };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return refusedBody(500, error);
  }
}

function refusedBody(status: number, error: RpcError): Answered {
  return { status, answer: errorAnswer(undefined, error) };
}

function sendPage(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.header("content-type", "text/html").send(methodsPage(request.host));
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .header("content-type", "text/plain; charset=utf-8")
    .send("404 page not found\n");
}

/** Nothing at all where only notifications came. */
function send(reply: FastifyReply, status: number, answer: Answered["answer"]): FastifyReply {
  return reply
    .code(status)
    .header("content-type", "application/json")
    .send(answer === undefined ? "" : JSON.stringify(answer));
}

/** Clients send JSON under several content types; it is parsed by us, so that its errors are JSON-RPC's. */
function readBodiesAsText(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "string" }, (_, body, done) => done(null, body));
}

/** Aborts once the answer is sent or its connection gone. */
function closedSignal(reply: FastifyReply): AbortSignal {
  const closed = new AbortController();
  reply.raw.once("close", () => closed.abort(new Error("the client went away")));
  return closed.signal;
}
