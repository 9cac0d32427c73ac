import { miningStages } from "@stos/economy";
import { accountFigures } from "../run/account-of.ts";
import { defaultSeries, figureColumns } from "../run/figure-columns.ts";
import { type ScenarioProblem, SimulationError } from "../simulation-error.ts";
import { isTable, type LocatedTable } from "./located.ts";
import { applyOverride } from "./override.ts";
import { parseLocated } from "./parse-toml.ts";
import { groupSections, readGroups } from "./read-groups.ts";
import {
  type AgentGroup,
  epochsMax,
  type Scenario,
  type ScenarioGenesis,
  type ScenarioParameters,
} from "./scenario.ts";
import { suggestion } from "./suggestion.ts";
import { openTable, type TableReader } from "./table-reader.ts";

/** How a file is called in messages, and what `--set` changes in it, in order. */
export type ScenarioSource = Readonly<{ file: string; overrides?: readonly string[] | undefined }>;

/** Bytes that a scenario file has at most. */
export const scenarioLengthMax = 1_000_000;

/**
 * Reads a scenario from TOML. A wrong one throws a `SimulationError` of code `scenario-invalid` that lists everything found,
 * each with its file, line and column (or its override), what was expected, and what was probably meant.
 */
export function readScenario(text: string, { file, overrides = [] }: ScenarioSource): Scenario {
  const problems: ScenarioProblem[] = [];
  if (text.length > scenarioLengthMax)
    throw invalid([
      { where: file, problem: `a scenario has at most ${scenarioLengthMax} letters` },
    ]);
  const root = parseLocated(text, file);
  for (const override of overrides) applyOverride(root, override, problems);
  const scenario = readRoot(root, { file, overrides }, problems);
  if (problems.length > 0) throw invalid(problems);
  return scenario;
}

function invalid(problems: readonly ScenarioProblem[]): SimulationError {
  return new SimulationError({ code: "scenario-invalid", problems });
}

function readRoot(
  root: LocatedTable,
  source: Scenario["source"],
  problems: ScenarioProblem[],
): Scenario {
  const sections = ["parameters", "genesis", "record"] as const;
  const [parameterTable, genesisTable, recordTable] = sections.map((name) =>
    openSection(root, name, source.file, problems),
  ) as [TableReader, TableReader, TableReader];
  const table = openTable(root, { where: `${source.file}:1:1`, name: "the scenario", problems });
  for (const known of [...sections, ...groupSections]) table.entry(known);

  const parameters = readParameters(parameterTable);
  const groups = readGroups(root, parameters.epochSeconds, problems);
  const epochs = readEpochs(table, parameters.epochSeconds);
  const scenario: Scenario = {
    source,
    title: table.text("title"),
    description: table.text("description", ""),
    seed: table.count("seed", { max: 0xffff_ffff, fallback: 1 }),
    epochs,
    parameters,
    genesis: readGenesis(genesisTable, groups),
    groups,
    record: readRecord(recordTable, { epochs, groups, epochSeconds: parameters.epochSeconds }),
  };
  for (const each of [parameterTable, genesisTable, recordTable, table]) each.close();
  return scenario;
}

function openSection(
  root: LocatedTable,
  name: string,
  file: string,
  problems: ScenarioProblem[],
): TableReader {
  const entry = root.entries.get(name);
  const where = entry?.keyWhere ?? `${file}:1:1`;
  const isWrong = entry !== undefined && !isTable(entry.value);
  if (isWrong) problems.push({ where, problem: `${name} is a table: write [${name}]` });
  const empty: LocatedTable = { entries: new Map() };
  const table = entry !== undefined && isTable(entry.value) ? entry.value : empty;
  return openTable(table, { where, name: `[${name}]`, problems });
}

function readEpochs(table: TableReader, epochSeconds: number): Scenario["epochs"] {
  if (table.entry("epochs")?.value === "schedule") return "schedule";
  return table.epochs("epochs", epochSeconds, { min: 1, max: epochsMax });
}

const day = 86_400;

function readParameters(table: TableReader): ScenarioParameters {
  const epochSeconds = table.seconds("epoch", 600);
  return {
    profile: table.choice("profile", ["literal", "tracking"]),
    epochSeconds,
    rewardLockEpochs: table.epochs("reward_lock", epochSeconds, {
      min: 1,
      max: 10_000,
      fallback: Math.max(1, Math.round((14 * day) / epochSeconds)),
    }),
    depositSeconds: table.seconds("deposit_lock", 180 * day),
    coolingOffSeconds: table.seconds("cooling_off", 14 * day),
  };
}

function readGenesis(table: TableReader, groups: readonly AgentGroup[]): ScenarioGenesis {
  const deposited = table.has("deposited") ? table.stos("deposited", { min: 1 }) : undefined;
  const hasDeposit = groups.some(({ kind }) => !["demand", "validators", "gas"].includes(kind));
  if (deposited === undefined && !hasDeposit)
    table.problem("deposited", "nobody makes a deposit, so [genesis] needs `deposited`");
  return {
    limit: readLimit(table),
    deposited,
    prepaid: table.stos("prepaid", { fallback: 0 }),
    issued: readIssued(table),
  };
}

function readLimit(table: TableReader): ScenarioGenesis["limit"] {
  if (table.has("price") && table.has("limit"))
    table.problem("limit", "either price or limit is possible: each follows from the other");
  if (table.has("limit")) return { forSale: table.ozone("limit", { min: 1 }) };
  return { price: table.stos("price", { min: 1 }) / nozPerOzone };
}

const nozPerOzone = 1e9;

/** Given, or what the stages before `stage` have issued. */
function readIssued(table: TableReader): number {
  const cap = 39_000_000e18;
  if (!table.has("stage")) return table.stos("issued", { max: cap, fallback: 0 });
  if (table.has("issued")) table.problem("stage", "either stage or issued is possible");
  const stage = table.count("stage", { min: 1, max: miningStages.length });
  return Number(miningStages[stage - 2]?.cap ?? 0n);
}

function readRecord(
  table: TableReader,
  {
    epochs,
    groups,
    epochSeconds,
  }: Readonly<{
    epochs: Scenario["epochs"];
    groups: readonly AgentGroup[];
    epochSeconds: number;
  }>,
): Scenario["record"] {
  const length = epochs === "schedule" ? 3_616_320 : epochs;
  const every = table.epochs("every", epochSeconds, {
    min: 1,
    max: epochsMax,
    fallback: Math.max(1, Math.ceil(length / defaultRows)),
  });
  const series = table.texts("series", defaultSeries);
  for (const name of series) {
    const known = knownFigures(name, groups);
    if (!known.includes(name))
      table.problem("series", `there is no figure \`${name}\`${suggestion(name, known)}`);
  }
  return { every, series };
}

/** Rows of a series that doesn't say how often it records. */
const defaultRows = 1_000;

/** Those of the economy, or of the group whose name stands before the last dot. */
function knownFigures(name: string, groups: readonly AgentGroup[]): readonly string[] {
  const dot = name.lastIndexOf(".");
  const group = groups.find((each) => each.name === name.slice(0, dot));
  if (group === undefined) return figureColumns.map((each) => each.name);
  const own = ownFigures[group.kind] ?? [];
  return [...accountFigures, ...own].map((figure) => `${group.name}.${figure}`);
}

/** What behaviours count of themselves. */
const ownFigures: Readonly<Partial<Record<AgentGroup["kind"], readonly string[]>>> = {
  washers: ["spend"],
  rerollers: ["landed_share"],
  sandwichers: ["victim_bought", "victim_loss", "redeemed"],
  depositors: ["redeemed", "redeemed_per_paid"],
};
