import type { ScenarioProblem } from "../simulation-error.ts";
import { isList, isTable, type Located, type LocatedTable } from "./located.ts";
import {
  readDepositors,
  readPumpers,
  readRerollers,
  readSandwichers,
  readWashers,
} from "./read-attackers.ts";
import { readDemand, readGas } from "./read-demand.ts";
import {
  readMetaNodes,
  readResourceNodes,
  readValidators,
  scenarioNodesMax,
} from "./read-nodes.ts";
import type { AgentGroup } from "./scenario.ts";
import { openTable, type TableReader } from "./table-reader.ts";

export type GroupContext = Readonly<{ name: string; epochSeconds: number }>;

type GroupReader = (table: TableReader, context: GroupContext) => AgentGroup;

/** Every section of groups, in the order in which they act in an epoch. */
const readers: Readonly<Record<AgentGroup["kind"], GroupReader>> = {
  resource_nodes: readResourceNodes,
  meta_nodes: readMetaNodes,
  validators: readValidators,
  sandwichers: readSandwichers,
  depositors: readDepositors,
  demand: readDemand,
  washers: readWashers,
  rerollers: readRerollers,
  gas: readGas,
  pumpers: readPumpers,
};

export const groupSections = Object.keys(readers) as AgentGroup["kind"][];

/** Groups that a scenario has at most. */
const groupsMax = 1_000;

/** All groups of a file, in the order in which they act. */
export function readGroups(
  root: LocatedTable,
  epochSeconds: number,
  problems: ScenarioProblem[],
): readonly AgentGroup[] {
  const names = new Set<string>();
  const groups = groupSections.flatMap((section) =>
    tablesOf(root, section, problems).map(({ where, value }, at, all): AgentGroup => {
      const table = openTable(value, { where, name: `[[${section}]]`, problems });
      const name = table.text("name", all.length === 1 ? section : `${section}_${at}`);
      if (names.has(name)) table.problem("name", `the name "${name}" stands for another group`);
      if (!/^[\w-]{1,64}$/.test(name))
        table.problem("name", `"${name}" is no name: letters, digits, _ and - are, up to 64`);
      names.add(name);
      const group = readers[section](table, { name, epochSeconds });
      table.close();
      return group;
    }),
  );
  requireFit(groups, root, problems);
  return groups;
}

type GroupTable = Readonly<{ where: string; value: LocatedTable }>;

function tablesOf(
  root: LocatedTable,
  section: string,
  problems: ScenarioProblem[],
): readonly GroupTable[] {
  const entry = root.entries.get(section);
  if (entry === undefined) return [];
  const tables = isList(entry.value) ? entry.value.flatMap(tableOf) : [];
  if (!isList(entry.value) || tables.length !== entry.value.length)
    problems.push({ where: entry.keyWhere, problem: `${section} is a list: write [[${section}]]` });
  return tables;
}

function tableOf({ where, value }: Located): readonly GroupTable[] {
  return isTable(value) ? [{ where, value }] : [];
}

function requireFit(
  groups: readonly AgentGroup[],
  root: LocatedTable,
  problems: ScenarioProblem[],
): void {
  const where = root.entries.get("resource_nodes")?.where ?? "the scenario";
  const nodes = groups.reduce((total, group) => total + nodesOf(group), 0);
  if (nodes > scenarioNodesMax)
    problems.push({
      where,
      problem: `${nodes} nodes are more than the ${scenarioNodesMax} that fit`,
    });
  if (groups.length > groupsMax)
    problems.push({ where, problem: `${groups.length} groups are more than ${groupsMax}` });
}

function nodesOf(group: AgentGroup): number {
  switch (group.kind) {
    case "resource_nodes":
      return group.count + group.joinMax;
    case "meta_nodes":
    case "washers":
      return group.count;
    default:
      return 1;
  }
}
