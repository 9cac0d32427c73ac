export type { MetaMemberConfig, MetaNodeConfig } from "./meta-node-config.ts";
export { type MetaNode, startMetaNode } from "./start-meta-node.ts";
