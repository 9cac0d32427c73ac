import { type ChainNode, type ChainNodeConfig, startChainNode } from "@stos/ledger";
import { type Capabilities, valueNetwork } from "../network.ts";
import { messageToJson } from "./message-json.ts";

/**
 * One process of the value network: application, embedded engine, RPC and REST. Its validators' keys are read by the caller
 * (`readValidatorKey`).
 */
export type ValueNodeConfig = Omit<ChainNodeConfig<Capabilities>, "network">;
export type ValueNode = ChainNode<Capabilities>;

/** Resolves when the newest block can be read; started again over the same folder it goes on where it stopped. */
export function startValueNode(config: ValueNodeConfig, signal: AbortSignal): Promise<ValueNode> {
  return startChainNode({ messageToJson, ...config, network: valueNetwork }, signal);
}
