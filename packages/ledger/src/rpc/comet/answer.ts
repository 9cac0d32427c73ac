import { EngineError } from "../../engine/engine-error.ts";
import { type RpcContext, type RpcMethod, rpcMethods } from "./methods.ts";
import { type Params, paramsOfJson } from "./params.ts";
import { RpcError, type RpcFailure } from "./rpc-error.ts";

/** What names a call in its answer. */
export type RpcId = string | number;

/** One JSON-RPC answer; `id` is absent where the call's couldn't be read, as CometBFT does. */
export type Answer = Readonly<{ jsonrpc: "2.0"; id?: RpcId }> &
  (Readonly<{ result: unknown }> | Readonly<{ error: RpcFailure }>);

/** Parameters of a call, in the order in which a positional one gives them. */
type MethodTable = Pick<ReadonlyMap<string, Pick<RpcMethod, "params">>, "get">;

export type RpcRequest = Readonly<{ id: RpcId; method: string; params: () => Params }>;

/**
 * Reads one request. Undefined for a notification, which has no id: CometBFT neither runs nor answers it.
 * Throws `RpcError` -32700 for what is none.
 */
export function readRequest(value: unknown, methods: MethodTable): RpcRequest | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RpcError(-32700, "error unmarshaling request: a request is a JSON object");
  const { id, method, params } = value as Readonly<Record<string, unknown>>;
  if (id === undefined || id === null) return undefined;
  if (typeof id !== "string" && typeof id !== "number")
    throw new RpcError(-32700, "error unmarshaling request: json-rpc ID is of unknown type");
  if (method !== undefined && typeof method !== "string")
    throw new RpcError(-32700, "error unmarshaling request: the method's name is no text");

  const name = method ?? "";
  const names = methods.get(name)?.params ?? [];
  return { id, method: name, params: () => paramsOfJson(params, names) };
}

/** Runs one of the methods that need no connection of their own. Rejects with a bug of this node, nothing else. */
export async function answerRequest(
  context: RpcContext,
  { id, method: name, params }: Readonly<{ id: RpcId; method: string; params: () => Params }>,
): Promise<Answer> {
  const method = rpcMethods.get(name);
  if (method === undefined) return errorAnswer(id, new RpcError(-32601, ""));
  try {
    return { jsonrpc: "2.0", id, result: await method.call(context, params()) };
  } catch (error) {
    return errorAnswer(id, failureOf(error, context.signal));
  }
}

export function errorAnswer(id: RpcId | undefined, { failure }: RpcError): Answer {
  return { jsonrpc: "2.0", ...(id === undefined ? {} : { id }), error: failure };
}

/** The refusal that a failed call is answered with; rethrows what is a bug. */
export function failureOf(error: unknown, signal: AbortSignal): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof EngineError) return new RpcError(-32603, error.message);
  if (signal.aborted) return new RpcError(-32603, "the client went away");
  throw error;
}
