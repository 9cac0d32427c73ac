import { type ChainNode, type ChainNodeConfig, type Listening, startChainNode } from "@stos/ledger";
import { gasPriceMin } from "../bank/fees.ts";
import { denom } from "../coins.ts";
import { type Capabilities, valueNetwork } from "../network.ts";
import { messageToJson } from "./message-json.ts";

/**
 * One process of the value network: application, engine, RPC, REST and gRPC. Its validators' keys are read by the caller
 * (`readValidatorKey`).
 */
export type ValueNodeConfig = Omit<ChainNodeConfig<Capabilities>, "network" | "grpc"> &
  Readonly<{ grpc?: Listening }>;
export type ValueNode = ChainNode<Capabilities>;

/** Resolves when the newest block can be read; started again over the same folder it goes on where it stopped. */
export function startValueNode(
  { grpc, ...config }: ValueNodeConfig,
  signal: AbortSignal,
): Promise<ValueNode> {
  const minimumGasPrice = `${gasPriceMin}${denom}`;
  return startChainNode(
    {
      messageToJson,
      ...config,
      network: valueNetwork,
      ...(grpc === undefined ? {} : { grpc: { ...grpc, minimumGasPrice } }),
    },
    signal,
  );
}
