import type { AgentGroup } from "../scenario/scenario.ts";
import type { Agent, AgentContext } from "./agent.ts";
import { demandAgent } from "./demand.ts";
import { depositorAgent } from "./depositors.ts";
import { gasAgent } from "./gas.ts";
import { pumperAgent } from "./pumpers.ts";
import { rerollerAgent } from "./rerollers.ts";
import { resourceNodeAgent } from "./resource-nodes.ts";
import { sandwicherAgent } from "./sandwichers.ts";
import { washerAgent } from "./washers.ts";

/** The behaviour of a group. */
export function openAgent(group: AgentGroup, context: AgentContext): Agent {
  switch (group.kind) {
    case "demand":
      return demandAgent(group, context);
    case "resource_nodes":
      return resourceNodeAgent(group, context);
    case "gas":
      return gasAgent(group, context);
    case "washers":
      return washerAgent(group, context);
    case "rerollers":
      return rerollerAgent(group, context);
    case "sandwichers":
      return sandwicherAgent(group, context);
    case "depositors":
      return depositorAgent(group, context);
    case "pumpers":
      return pumperAgent(group, context);
    case "meta_nodes":
    case "validators":
      return { books: context.books };
  }
}
