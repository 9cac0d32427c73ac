export type { MetaChain, TransactionOutcome } from "./network/meta-chain.ts";
export type {
  NetworkStatus,
  NetworkView,
  NodeInfo,
  SessionInfo,
  WantedAsk,
} from "./network/network-view.ts";
export { NodeError, type NodeFailure } from "./node-error.ts";
export {
  type ResourceNode,
  type ResourceNodeConfig,
  startNodeOver,
  startResourceNode,
} from "./resource-node.ts";
export type { Log } from "./service/log.ts";
