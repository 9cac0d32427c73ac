import type { Module } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { runCalendar } from "./calendar.ts";
import { createMetaNode } from "./create-meta-node.ts";
import { createResourceNode } from "./create-resource-node.ts";
import { genesis } from "./genesis.ts";
import { removeMetaNode } from "./remove-meta-node.ts";
import { removeResourceNode } from "./remove-resource-node.ts";
import { routes } from "./routes.ts";
import { registerStore } from "./state.ts";
import { updateMetaNodeDeposit, updateResourceNodeDeposit } from "./update-deposit.ts";
import { updateMetaNode, updateResourceNode } from "./update-node.ts";
import { verifyMetaNode } from "./verify-meta-node.ts";
import { voteKick } from "./vote-kick.ts";
import { voteRegistration } from "./vote-registration.ts";

/** Deposits, life cycles and votes of resource and meta nodes (section 4). */
export const register: Module<
  Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register" | "state">
> = {
  name: registerStore,
  messages: [
    createResourceNode,
    updateResourceNode,
    updateResourceNodeDeposit,
    removeResourceNode,
    createMetaNode,
    updateMetaNode,
    updateMetaNodeDeposit,
    removeMetaNode,
    verifyMetaNode,
    voteRegistration,
    voteKick,
  ],
  routes,
  genesis,
  beginBlock: runCalendar,
};
