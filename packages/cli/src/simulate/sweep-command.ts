import { resolve } from "node:path";
import {
  amountText,
  bootstrap,
  csv,
  type Figure,
  headerOf,
  type OutputFiles,
  parquetOf,
  parseAxis,
  planSweep,
  type SweepAxis,
  type SweepPoint,
  type TableColumn,
  unitLabel,
  writeOutput,
} from "@stos/simulator";
import { Command } from "commander";
import { usageError } from "../cli-error.ts";
import { printResult, type Terminal } from "../terminal.ts";
import {
  axesOf,
  figuresOf,
  type ManyRunsFlags,
  openBase,
  processesOption,
  runAll,
  usage,
} from "./many-runs.ts";
import { alignedTable, shortAmount } from "./run-text.ts";
import { all, engineOption, epochsOf } from "./scenario-options.ts";
import { failuresAsErrors } from "./simulator-failures.ts";

type Flags = ManyRunsFlags & Readonly<{ seeds?: readonly number[]; record: readonly string[] }>;

/** A run of the sweep: what was set, the seed, and the figures at its end. */
type Row = Readonly<{ settings: readonly string[]; seed: number; figures: readonly Figure[] }>;

const resampling = { resamples: 2_000, seed: 1 };
const seedsMax = 10_000;

/** `stratos sweep SCENARIO`. */
export function sweepCommand(terminal: Terminal): Command {
  return new Command("sweep")
    .description("run a scenario over values of its keys and over seeds, several at a time")
    .argument("<scenario>", "a TOML file, - for standard input, or the name of one that ships")
    .requiredOption(
      "--over <key=values>",
      "key=a,b,c or key=from..to:count with an optional unit; repeatable: all combinations",
      all,
      [],
    )
    .option(
      "--seeds <list>",
      "10 (1 to 10), 5..9, or 1,4,9; the scenario's own unless told",
      seedsOf,
    )
    .option("--record <figures>", "figures at the end, such as price,mallory.net", namesOf, [])
    .option("--set <key=value>", "change a key in all runs; repeatable", all, [])
    .addOption(engineOption())
    .option("--epochs <number>", "how long each run is", epochsOf)
    .addOption(processesOption())
    .option("--out <folder>", "write runs.csv, runs.parquet and summary.csv there")
    .option("--force", "replace an earlier output in that folder")
    .option("--json", "the answer as JSON; amounts as exact decimals")
    .addHelpText(
      "after",
      `
The answer doesn't depend on the number of processes. Over seeds it has each figure's mean and the interval that holds it with 95 % (bootstrap).

Examples:
  $ stratos sweep my.toml --over parameters.profile=literal,tracking --record shortfall
  $ stratos sweep my.toml --over "demand.0.level=10..100:10 STOS" --seeds 20 --record price,washers.net --out results`,
    )
    .action((name: string, flags: Flags) => sweep(terminal, name, flags));
}

async function sweep(terminal: Terminal, name: string, flags: Flags): Promise<void> {
  const { over, seeds = [], record, processes, out, force = false } = flags;
  const axes = axesOf(over, parseAxis);
  const points = usage(() => planSweep(axes, seeds));
  const base = await openBase(name, flags, record);
  const outcomes = await runAll(terminal, base, { points, processes });
  const rows = points.map((point, at) => rowOf(point, outcomes[at]));
  const groups = summarize(rows);

  if (out !== undefined) {
    const files = filesOf(axes, rows, groups);
    const all = { ...files, "scenario.toml": base.text };
    await failuresAsErrors(() => writeOutput(out, all, { replace: force }));
  }
  printResult(terminal, flags, {
    json: { runs: rows.map(rowJson), summary: groups.map(groupJson) },
    text: summaryText(axes, groups) + (out === undefined ? "" : `\nWritten to ${resolve(out)}`),
  });
}

function rowOf(point: SweepPoint, outcome: Parameters<typeof figuresOf>[0] | undefined): Row {
  if (outcome === undefined) throw new Error("a run has no outcome");
  const { seed, figures } = figuresOf(outcome, point);
  return { settings: point.overrides.map(settingOf), seed, figures };
}

/** Runs of the same settings, and of each figure its mean with bounds where there are several seeds. */
type Group = Readonly<{
  settings: readonly string[];
  runs: number;
  means: readonly Readonly<{
    name: string;
    label: string;
    mean: number;
    low: number;
    high: number;
  }>[];
}>;

function summarize(rows: readonly Row[]): readonly Group[] {
  const groups = Map.groupBy(rows, ({ settings }) => JSON.stringify(settings));
  return [...groups.values()].map((same) => {
    const [first] = same;
    const figures = first?.figures ?? [];
    const values = same.map((row) => row.figures.map(numberOf));
    const estimates = bootstrap(same.length, resampling, (parts) =>
      figures.map((_, at) => {
        let sum = 0;
        for (const part of parts) sum += values[part]?.[at] ?? 0;
        return sum / parts.length;
      }),
    );
    return {
      settings: first?.settings ?? [],
      runs: same.length,
      means: figures.map(({ name, unit }, at) => {
        const { value, low, high } = estimates[at] ?? { value: 0, low: 0, high: 0 };
        return { name, label: unitLabel(unit), mean: value, low, high };
      }),
    };
  });
}

function numberOf({ value, unit }: Figure): number {
  return Number(amountText(value, unit));
}

function filesOf(
  axes: readonly SweepAxis[],
  rows: readonly Row[],
  groups: readonly Group[],
): OutputFiles {
  const keys = axes.map(({ key }) => key);
  const figures = rows[0]?.figures ?? [];
  const header = [...keys, "seed", ...figures.map(({ name, unit }) => headerOf(name, unit))];
  const lines = rows.map(({ settings, seed, figures: found }) => [
    ...settings,
    `${seed}`,
    ...found.map(({ value, unit }) => amountText(value, unit)),
  ]);
  const summary = groups.flatMap(({ settings, runs, means }) =>
    means.map(({ name, label, mean, low, high }) => [
      ...settings,
      `${runs}`,
      name,
      label,
      ...[mean, low, high].map((each) => amountText(each, "ratio")),
    ]),
  );
  return {
    "runs.csv": csv([header, ...lines]),
    "runs.parquet": parquetOf(columnsOf(keys, rows), {}),
    "summary.csv": csv([
      [...keys, "runs", "figure", "unit", "mean", "low_95", "high_95"],
      ...summary,
    ]),
  };
}

function columnsOf(keys: readonly string[], rows: readonly Row[]): readonly TableColumn[] {
  const figures = rows[0]?.figures ?? [];
  return [
    ...keys.map(
      (name, at): TableColumn => ({
        name,
        kind: "text",
        values: rows.map(({ settings }) => settings[at] ?? ""),
      }),
    ),
    { name: "seed", kind: "whole", values: rows.map(({ seed }) => seed) },
    ...figures.map(
      ({ name, unit }, at): TableColumn => ({
        name: headerOf(name, unit),
        kind: "amount",
        unit,
        values: rows.map((row) => row.figures[at]?.value ?? 0),
      }),
    ),
  ];
}

function rowJson({ settings, seed, figures }: Row) {
  return {
    settings,
    seed,
    figures: Object.fromEntries(
      figures.map(({ name, value, unit }) => [
        name,
        { value: amountText(value, unit), unit: unitLabel(unit) },
      ]),
    ),
  };
}

function groupJson({ settings, runs, means }: Group) {
  return { settings, runs, figures: means };
}

/** A line a combination, or a figure a line where nothing was chosen. */
function summaryText(axes: readonly SweepAxis[], groups: readonly Group[]): string {
  const header = [...axes.map(({ key }) => key), "runs", "figure", "mean", "95 % from", "to", ""];
  const lines = groups.flatMap(({ settings, runs, means }) =>
    means.map(({ name, label, mean, low, high }) => [
      ...settings,
      `${runs}`,
      name,
      ...[mean, low, high].map(shortAmount),
      label,
    ]),
  );
  return alignedTable([header, ...lines]).join("\n");
}

function settingOf(override: string): string {
  return override.slice(override.indexOf("=") + 1);
}

function namesOf(text: string): readonly string[] {
  return text.split(",").map((each) => each.trim());
}

/** `10`: 1 to 10; `5..9`; `1,4,9`. */
function seedsOf(text: string): readonly number[] {
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  const count = /^\d+$/.test(text) ? Number(text) : undefined;
  const first = count === undefined ? Number(from) : 1;
  const last = count ?? Number(to);
  const seeds = /^\d+(,\d+)+$/.test(text)
    ? text.split(",").map(Number)
    : Array.from(
        { length: Math.min(seedsMax + 1, Math.max(0, last - first + 1)) },
        (_, at) => first + at,
      );
  const isWrong = seeds.some((seed) => !(seed >= 0 && seed <= 0xffff_ffff));
  if (isWrong || seeds.length === 0 || seeds.length > seedsMax || Number.isNaN(first))
    throw usageError(`--seeds takes 10, 5..9 or 1,4,9, at most ${seedsMax} of them, not "${text}"`);
  return seeds;
}
