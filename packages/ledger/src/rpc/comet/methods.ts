import type { Application } from "../../application.ts";
import type { Engine } from "../../engine/engine.ts";
import { blockMethods } from "./block-methods.ts";
import { broadcastMethods } from "./broadcast-methods.ts";
import { consensusMethods } from "./consensus-methods.ts";
import { evidenceMethods } from "./evidence-methods.ts";
import { nodeMethods } from "./node-methods.ts";
import type { Params } from "./params.ts";
import { searchMethods } from "./search-methods.ts";
import { stateMethods } from "./state-methods.ts";

export type RpcContext = Readonly<{
  engine: Engine;
  application: Application;
  /** `tcp://host:port`, as status tells it. */
  rpcAddress: string;
  /** Of the connection that asks. */
  signal: AbortSignal;
}>;

export type RpcMethod = Readonly<{
  /** In the order in which a positional call gives them. */
  params: readonly string[];
  call(context: RpcContext, params: Params): unknown;
}>;

/** Every method that this node answers, by CometBFT's name. */
export const rpcMethods: ReadonlyMap<string, RpcMethod> = new Map(
  Object.entries({
    ...nodeMethods,
    ...stateMethods,
    ...broadcastMethods,
    ...evidenceMethods,
    ...blockMethods,
    ...consensusMethods,
    ...searchMethods,
  }),
);
