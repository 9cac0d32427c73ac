export type { NodeLog } from "./node-log.ts";
export {
  type ChainNode,
  type ChainNodeConfig,
  type Listening,
  startChainNode,
} from "./start-chain-node.ts";
