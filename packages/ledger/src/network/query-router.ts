import type { HttpRouteRequest, HttpRouteResult, QueryResult } from "../application.ts";
import { ChainError, sdkError } from "../chain-error.ts";
import type { Module, QueryHandler, Route } from "../module.ts";
import { parsing } from "./refusal.ts";

/** Finds the handler of a gRPC method path. */
export function queryIndex<C>(modules: readonly Module<C>[]): ReadonlyMap<string, QueryHandler<C>> {
  const handlers = new Map<string, QueryHandler<C>>();
  for (const { queries = [] } of modules) {
    for (const handler of queries) {
      if (handlers.has(handler.path)) throw new RangeError(`two handlers of ${handler.path}`);
      handlers.set(handler.path, handler);
    }
  }
  return handlers;
}

export function queryFailure(error: unknown, height: number): QueryResult {
  if (!(error instanceof ChainError)) throw error;
  const { code, codespace, reason } = error.failure;
  const empty = new Uint8Array();
  return { code, codespace, log: reason, key: empty, value: empty, height, proofs: [] };
}

export type MatchedRoute<C> = Readonly<{
  route: Route<C>;
  params: Readonly<Record<string, string>>;
}>;

/** The first route that fits, in the order of modules and of their routes. Throws `ChainError` for bad percent-encoding. */
export function routeIndex<C>(
  modules: readonly Module<C>[],
): (request: Pick<HttpRouteRequest, "method" | "path">) => MatchedRoute<C> | undefined {
  const routes = modules
    .flatMap(({ routes = [] }) => routes)
    .map((route) => ({ route, segments: route.path.split("/") }));

  return ({ method, path }) => {
    const asked = path.split("/");
    for (const { route, segments } of routes) {
      const params = route.method === method ? matchSegments(segments, asked) : undefined;
      if (params !== undefined) return { route, params };
    }
    return undefined;
  };
}

function matchSegments(
  segments: readonly string[],
  asked: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (segments.length !== asked.length) return undefined;

  const params: [string, string][] = [];
  for (const [index, segment] of segments.entries()) {
    const value = asked[index] ?? "";
    if (segment.startsWith(":") && value !== "") params.push([segment.slice(1), value]);
    else if (segment !== value) return undefined;
  }
  return Object.fromEntries(params.map(([name, value]) => [name, percentDecoded(value)]));
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw sdkError("invalid-request", "the path holds a malformed percent-encoding");
  }
}

/** Runs a route's handler, its refusals as grpc-gateway writes them: `{code, message, details}`. */
export async function routeResult(handle: () => unknown): Promise<HttpRouteResult> {
  try {
    return { status: 200, body: await answered(handle) };
  } catch (error) {
    return routeFailure(error);
  }
}

/** A handler's request comes from outside, so what can't be parsed in it is a refusal. */
export async function answered<T>(handle: () => T | Promise<T>): Promise<T> {
  try {
    return await handle();
  } catch (error) {
    return parsing(() => {
      throw error;
    });
  }
}

export function routeFailure(error: unknown): HttpRouteResult {
  if (!(error instanceof ChainError)) throw error;
  const { codespace, code, reason } = error.failure;
  const isMissing = codespace === "sdk" && missingCodes.has(code);
  return {
    status: isMissing ? 404 : 400,
    body: {
      code: isMissing ? grpcCodes.notFound : grpcCodes.invalidArgument,
      message: reason,
      details: [],
    },
  };
}

const grpcCodes = { invalidArgument: 3, notFound: 5 } as const;
/** unknown-address, key-not-found, not-found. */
const missingCodes: ReadonlySet<number> = new Set([9, 22, 38]);
