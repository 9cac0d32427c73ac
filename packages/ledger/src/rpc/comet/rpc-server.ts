import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Application } from "../../application.ts";
import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { type ListenOptions, listen, type RunningServer } from "../listen.ts";
import { type RpcContext, rpcMethods } from "./methods.ts";
import { type Params, paramsOfJson, paramsOfUrl } from "./params.ts";
import { RpcError } from "./rpc-error.ts";

export type RpcServerOptions = ListenOptions &
  Readonly<{ engine: Engine; application: Application }>;

/** Requests that one body may hold, as in CometBFT. */
const batchMax = 10;
/** A transaction of 4 MiB in base64, and some room. */
const bodyBytesMax = 6 * 1024 * 1024;
const requestTimeoutMs = 60_000;

/** Serves CometBFT's RPC: JSON-RPC 2.0 by POST at `/`, and each method by GET at its name. */
export async function startRpcServer(options: RpcServerOptions): Promise<RunningServer> {
  const { engine, application } = options;
  const server = fastify({ bodyLimit: bodyBytesMax, requestTimeout: requestTimeoutMs });
  const contextOf = (request: FastifyRequest, reply: FastifyReply): RpcContext => ({
    engine,
    application,
    rpcAddress: `tcp://${request.host}`,
    signal: closedSignal(reply),
  });

  readBodiesAsText(server);
  server.post("/", async (request, reply) =>
    send(reply, 200, await answerBody(contextOf(request, reply), request.body)),
  );
  server.get("/", (_, reply) => send(reply, 200, { methods: [...rpcMethods.keys()] }));
  server.get<{ Params: { method: string } }>("/:method", async (request, reply) => {
    const params = () => paramsOfUrl(request.query as Readonly<Record<string, unknown>>);
    const answer = await answerCall(contextOf(request, reply), -1, request.params.method, params);
    return send(reply, "error" in answer ? 500 : 200, answer);
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _, reply) => {
    const status = error.statusCode ?? 500;
    const failure =
      status < 500 ? new RpcError(-32600, error.message) : new RpcError(-32603, "internal error");
    return send(reply, status, errorAnswer(null, failure));
  });
  return listen(server, options);
}

type Answer = Readonly<{ jsonrpc: "2.0"; id: unknown }> &
  (Readonly<{ result: unknown }> | Readonly<{ error: RpcError["failure"] }>);

async function answerBody(
  context: RpcContext,
  body: unknown,
): Promise<Answer | Answer[] | undefined> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(typeof body === "string" ? body : "");
  } catch {
    return errorAnswer(null, new RpcError(-32700, "the body is no JSON"));
  }
  if (!Array.isArray(parsed)) return answerRequest(context, parsed);
  if (parsed.length === 0) return errorAnswer(null, new RpcError(-32600, "the batch is empty"));
  if (parsed.length > batchMax)
    return errorAnswer(
      null,
      new RpcError(
        -32600,
        `the batch has ${parsed.length} requests; at most ${batchMax} are allowed`,
      ),
    );

  const answers: Answer[] = [];
  for (const request of parsed) {
    const answer = await answerRequest(context, request);
    if (answer !== undefined) answers.push(answer);
  }
  return answers;
}

async function answerRequest(context: RpcContext, request: unknown): Promise<Answer | undefined> {
  const isObject = typeof request === "object" && request !== null && !Array.isArray(request);
  const { id, method, params, jsonrpc } = (isObject ? request : {}) as Readonly<
    Record<string, unknown>
  >;
  const isId = id === undefined || id === null || typeof id === "string" || typeof id === "number";
  if (
    !isObject ||
    typeof method !== "string" ||
    !isId ||
    (jsonrpc !== undefined && jsonrpc !== "2.0")
  )
    return errorAnswer(
      null,
      new RpcError(-32600, 'a request is {jsonrpc: "2.0", id, method, params}'),
    );

  const names = rpcMethods.get(method)?.params ?? [];
  const answer = await answerCall(context, id, method, () => paramsOfJson(params, names));
  return id === undefined ? undefined : answer;
}

async function answerCall(
  context: RpcContext,
  id: unknown,
  name: string,
  params: () => Params,
): Promise<Answer> {
  const method = rpcMethods.get(name);
  if (method === undefined)
    return errorAnswer(id, new RpcError(-32601, `there is no method ${JSON.stringify(name)}`));
  try {
    return { jsonrpc: "2.0", id, result: await method.call(context, params()) };
  } catch (error) {
    return errorAnswer(id, failureOf(error, context.signal));
  }
}

function failureOf(error: unknown, signal: AbortSignal): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof EngineError)
    return new RpcError(error.failure.code === "query-malformed" ? -32602 : -32603, error.message);
  if (signal.aborted) return new RpcError(-32603, "the client went away");
  throw error;
}

function errorAnswer(id: unknown, { failure }: RpcError): Answer {
  return { jsonrpc: "2.0", id, error: failure };
}

function send(reply: FastifyReply, status: number, answer: unknown): FastifyReply {
  return reply
    .code(status)
    .header("content-type", "application/json")
    .send(JSON.stringify(answer ?? null));
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
