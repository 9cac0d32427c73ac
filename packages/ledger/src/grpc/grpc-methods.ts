import type { Application } from "../application.ts";
import type { Engine } from "../engine/engine.ts";
import { GatewayError } from "../rpc/rest/gateway-error.ts";

export type GrpcContext = Readonly<{
  engine: Engine;
  application: Application;
  /** `tcp://host:port` of this server. */
  address: string;
  /** What the node takes a transaction for at least, a unit of gas, `1000000000wei`; empty where it has no floor. */
  minimumGasPrice: string;
}>;

/** One call by its path, protobuf in and out. Throws `GatewayError`, `ChainError` or `EngineError` to refuse. */
export type GrpcMethod = (context: GrpcContext, request: Uint8Array) => Promise<Uint8Array>;

/** A request as its type reads it. Throws `GatewayError` for bytes that aren't one. */
export function decoded<T>(
  type: Readonly<{ typeUrl: string; decode(bytes: Uint8Array): T }>,
  request: Uint8Array,
): T {
  try {
    return type.decode(request);
  } catch {
    throw new GatewayError(3, `the request is no ${type.typeUrl.slice(1)}`);
  }
}
