import type { GroupContext } from "./read-groups.ts";
import type { Distribution, MetaNodeGroup, ResourceNodeGroup, ValidatorGroup } from "./scenario.ts";
import type { TableReader } from "./table-reader.ts";

/** Nodes that a scenario has at most, joining ones included: each keeps 16 kB of locked epochs in the fast engine. */
export const scenarioNodesMax = 50_000;

const distributions: readonly Distribution[] = ["equal", "uniform", "exponential", "zipf"];

export function readResourceNodes(
  table: TableReader,
  { name, epochSeconds }: GroupContext,
): ResourceNodeGroup {
  const count = table.count("count", { min: 0, max: scenarioNodesMax });
  const joinRate = table.number("join_rate", { max: 1_000, fallback: 0 });
  const group: ResourceNodeGroup = {
    kind: "resource_nodes",
    name,
    count,
    deposit: table.stos("deposit", { min: 1 }),
    depositDistribution: table.choice("deposit_distribution", distributions, "equal"),
    capacity: readCapacity(table, count),
    capacityDistribution: table.choice("capacity_distribution", distributions, "equal"),
    joinRate,
    joinMax: table.count("join_max", { max: scenarioNodesMax, fallback: joinRate > 0 ? 1_000 : 0 }),
    leaveRate: table.part("leave_rate", { fallback: 0 }),
    improperShare: table.part("improper_share", { fallback: 0 }),
    run: readRun(table, epochSeconds),
  };
  if (count + group.joinMax > scenarioNodesMax)
    table.problem("join_max", `count and join_max are more than ${scenarioNodesMax} nodes`);
  return group;
}

/** `capacity` of each node, one for each as a list, or `capacity_total` of all. */
function readCapacity(table: TableReader, count: number): ResourceNodeGroup["capacity"] {
  const given = table.entry("capacity")?.value;
  const total = table.number("capacity_total", { fallback: 0 });
  if (given !== undefined && total > 0)
    table.problem("capacity_total", "either capacity or capacity_total is possible");
  if (total > 0) return total / Math.max(1, count);
  if (!Array.isArray(given)) return table.number("capacity", { fallback: 1 });
  const list = table.numbers("capacity");
  if (list.length !== count)
    table.problem("capacity", `capacity lists ${list.length} nodes where count is ${count}`);
  return list;
}

function readRun(table: TableReader, epochSeconds: number): ResourceNodeGroup["run"] {
  if (!table.has("run_at")) {
    if (table.has("run_share")) table.problem("run_share", "run_share needs run_at");
    return undefined;
  }
  const at = table.epochs("run_at", epochSeconds);
  return { at, share: table.part("run_share", { fallback: 1 }) };
}

export function readMetaNodes(table: TableReader, { name }: GroupContext): MetaNodeGroup {
  return {
    kind: "meta_nodes",
    name,
    count: table.count("count", { max: 1_000 }),
    deposit: table.stos("deposit", { min: 1 }),
  };
}

export function readValidators(table: TableReader, { name }: GroupContext): ValidatorGroup {
  const delegators = table.count("delegators", { max: 1_000, fallback: 0 });
  return {
    kind: "validators",
    name,
    count: table.count("count", { max: 1_000 }),
    self: table.stos("self", { min: 1 }),
    commissionBp: Math.round(table.part("commission", { fallback: 0 }) * 10_000),
    delegators,
    delegation: table.stos("delegation", delegators === 0 ? { fallback: 0 } : { min: 1 }),
  };
}
