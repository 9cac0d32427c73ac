import fastify, { type FastifyRequest } from "fastify";
import type { Application } from "../../application.ts";
import type { Engine } from "../../engine/engine.ts";
import { type ListenOptions, listen, type RunningServer } from "../listen.ts";
import { GatewayError, refusalOf } from "./gateway-error.ts";
import { nodeRoutes } from "./node-routes.ts";
import type { RestContext } from "./routes.ts";
import type { MessageToJson } from "./tx-json.ts";
import { txRoutes } from "./tx-routes.ts";

export type RestServerOptions = ListenOptions &
  Readonly<{
    engine: Engine;
    application: Application;
    /** Prints the network's messages in answers about transactions; without it they read {"@type", value}. */
    messageToJson?: MessageToJson;
    /** Told of a request that met a bug of this node; it is answered with an internal error and nothing else says so. */
    onBug?: (error: unknown) => void;
  }>;

/** A transaction of 4 MiB in base64, and some room. */
const bodyBytesMax = 6 * 1024 * 1024;
const requestTimeoutMs = 60_000;

/** Serves REST in the grpc-gateway's shapes: the framework's own routes, then the modules', then 501. */
export async function startRestServer(options: RestServerOptions): Promise<RunningServer> {
  const { engine, application, messageToJson = () => undefined, onBug = () => undefined } = options;
  const server = fastify({ bodyLimit: bodyBytesMax, requestTimeout: requestTimeoutMs });
  const contextOf = (request: FastifyRequest): RestContext => ({
    engine,
    application,
    messageToJson,
    address: `tcp://${request.host}`,
  });

  for (const { method, path, answer } of [...nodeRoutes, ...txRoutes])
    server.route({
      method,
      url: path,
      handler: async (request, reply) => {
        const params = request.params as Readonly<Record<string, string>>;
        const body = await answer(contextOf(request), {
          params,
          query: queryOf(request),
          body: request.body,
        });
        return reply.send(body);
      },
    });
  server.setNotFoundHandler(async (request, reply) => {
    const path = pathOf(request);
    const { method, body } = request;
    const answer = await application.route({
      method,
      path,
      query: queryOf(request),
      height: heightOf(request),
      body,
    });
    if (answer === undefined) throw new GatewayError(12, `Not Implemented: ${method} ${path}`);
    return reply.code(answer.status).send(answer.body);
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _, reply) => {
    const refusal = failureOf(error);
    if (refusal === undefined) onBug(error);
    const failure = refusal ?? new GatewayError(13, "internal error");
    return reply.code(failure.status).send(failure.body);
  });
  return listen(server, options);
}

function failureOf(error: Error & { statusCode?: number }): GatewayError | undefined {
  const isRequestWrong = error.statusCode !== undefined && error.statusCode < 500;
  return refusalOf(error) ?? (isRequestWrong ? new GatewayError(3, error.message) : undefined);
}

/** The state at an older height, as Cosmos clients ask for it. */
function heightOf(request: FastifyRequest): number {
  const text = request.headers["x-cosmos-block-height"] ?? "0";
  if (typeof text !== "string" || !/^[0-9]{1,15}$/.test(text))
    throw new GatewayError(3, "x-cosmos-block-height must be a whole number");
  return Number(text);
}

function pathOf(request: FastifyRequest): string {
  const [raw = ""] = request.url.split("?");
  try {
    return decodeURI(raw);
  } catch {
    throw new GatewayError(3, "the path isn't encoded properly");
  }
}

function queryOf(request: FastifyRequest): Readonly<Record<string, string>> {
  const given = request.query as Readonly<Record<string, string | string[]>>;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(" AND ") : value,
    ]),
  );
}
