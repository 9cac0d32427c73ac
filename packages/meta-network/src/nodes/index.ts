import type { Module } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { genesis } from "./genesis.ts";
import { joinNode } from "./join-node.ts";
import { routes } from "./routes.ts";
import { shutDownDueNodes } from "./shut-down.ts";
import { nodesStore } from "./state.ts";

/** Resource nodes: where they are, what they weigh, whether they take new tasks. */
export const nodes: Module<MetaCapabilities> = {
  name: nodesStore,
  messages: [joinNode],
  routes,
  genesis,
  beginBlock: shutDownDueNodes,
};
