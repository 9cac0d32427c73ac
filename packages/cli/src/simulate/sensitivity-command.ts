import { resolve } from "node:path";
import {
  amountText,
  csv,
  type ElementaryEffect,
  type Estimate,
  elementaryEffects,
  type Figure,
  morrisDesign,
  morrisPoints,
  overrideAt,
  type ParameterRange,
  parseRange,
  type SobolIndices,
  type SweepRange,
  saltelliDesign,
  sobolIndices,
  sweepRunsMax,
  unitLabel,
  writeOutput,
} from "@stos/simulator";
import { Command, Option } from "commander";
import { usageError } from "../cli-error.ts";
import { printResult, type Terminal } from "../terminal.ts";
import {
  axesOf,
  figuresOf,
  type ManyRunsFlags,
  openBase,
  processesOption,
  runAll,
} from "./many-runs.ts";
import { alignedTable, shortAmount } from "./run-text.ts";
import { all, engineOption, epochsOf, seedOf } from "./scenario-options.ts";
import { failuresAsErrors } from "./simulator-failures.ts";

type Flags = ManyRunsFlags &
  Readonly<{ of: string; method: "morris" | "sobol"; samples?: number; seed?: number }>;

/** One row of the answer: a statistic of a parameter's influence on a figure. */
type Influence = Readonly<{
  figure: string;
  unit: string;
  parameter: string;
  statistic: string;
  estimate: Estimate;
}>;

const resamples = 1_000;
/** Trajectories of Morris, base points of Sobol, unless told. */
const samplesDefault = { morris: 20, sobol: 128 } as const;
const samplesMax = 100_000;
const morrisPool = 200;

/** `stratos sensitivity SCENARIO`. */
export function sensitivityCommand(terminal: Terminal): Command {
  return new Command("sensitivity")
    .description("which keys of a scenario move a figure, and how much (Morris, Sobol)")
    .argument("<scenario>", "a TOML file, - for standard input, or the name of one that ships")
    .requiredOption("--over <key=from..to>", "a key and its range; repeatable", all, [])
    .requiredOption("--of <figures>", "figures at the end, such as price,mallory.net")
    .addOption(
      new Option("--method <name>", "morris: few runs, to rank; sobol: parts of the variance")
        .choices(["morris", "sobol"])
        .default("morris"),
    )
    .option(
      "--samples <number>",
      "trajectories (20) or base points (128, a power of two)",
      samplesOf,
    )
    .option("--seed <number>", "of the design; every run has the scenario's own", seedOf)
    .option("--set <key=value>", "change a key in all runs; repeatable", all, [])
    .addOption(engineOption())
    .option("--epochs <number>", "how long each run is", epochsOf)
    .addOption(processesOption())
    .option("--out <folder>", "write indices.csv there")
    .option("--force", "replace an earlier output in that folder")
    .option("--json", "the answer as JSON")
    .addHelpText(
      "after",
      `
Morris: mu is the mean change of the figure over the key's whole range, mu* that of its absolute value, sigma how much it depends on the others.
Sobol: S is the part of the variance that the key explains alone, ST with its interactions. All with the interval that holds it with 95 %.

Examples:
  $ stratos sensitivity my.toml --over "demand.0.level=10..200 STOS" --over genesis.price="0.01..0.1 STOS" --of price
  $ stratos sensitivity my.toml --method sobol --samples 256 --over washers.0.own_share=0..1 --over "demand.0.level=10..200 STOS" --of mallory.net`,
    )
    .action((name: string, flags: Flags) => analyse(terminal, name, flags));
}

async function analyse(terminal: Terminal, name: string, flags: Flags): Promise<void> {
  const { over, of, method, processes, out, force = false, seed = 1 } = flags;
  const ranges = axesOf(over, parseRange);
  const names = of.split(",").map((each) => each.trim());
  const plan = planOf(method, ranges, { samples: flags.samples ?? samplesDefault[method], seed });
  if (plan.points.length > sweepRunsMax)
    throw usageError(
      `that are ${plan.points.length} runs; at most ${sweepRunsMax} are possible; take fewer --samples`,
    );
  const base = await openBase(name, flags, names);
  const points = plan.points.map((point) => ({
    overrides: ranges.map((range, at) => overrideAt(range, point[at] ?? range.low)),
  }));
  const outcomes = await runAll(terminal, base, { points, processes });
  const found = outcomes.map(
    (outcome, at) => figuresOf(outcome, points[at] ?? { overrides: [] }).figures,
  );

  const influences = names.flatMap((figure, at) => {
    const column = found.map((figures) => figures[at]);
    const label = unitLabel(column[0]?.unit ?? "ratio");
    // A variance has no unit of its own.
    const unit = method === "morris" ? label : "";
    return plan
      .influences(column.map(numberOf))
      .map((each): Influence => ({ figure, unit, ...each }));
  });
  if (out !== undefined) {
    const files = { "indices.csv": csvOf(influences), "scenario.toml": base.text };
    await failuresAsErrors(() => writeOutput(out, files, { replace: force }));
  }
  printResult(terminal, flags, {
    json: { method, runs: points.length, influences },
    text:
      textOf(influences, points.length) + (out === undefined ? "" : `\nWritten to ${resolve(out)}`),
  });
}

type Statistic = Omit<Influence, "figure" | "unit">;

type Plan = Readonly<{
  points: readonly (readonly number[])[];
  influences: (outputs: readonly number[]) => readonly Statistic[];
}>;

function planOf(
  method: Flags["method"],
  given: readonly SweepRange[],
  { samples, seed }: Readonly<{ samples: number; seed: number }>,
): Plan {
  const ranges = given.map(({ key, low, high }): ParameterRange => ({ name: key, low, high }));
  const names = ranges.map(({ name }) => name);
  const resampling = { resamples, seed };
  if (method === "morris") {
    if (samples < 2) throw usageError("--samples: Morris takes at least 2 trajectories");
    const pool = samples > morrisPool ? samples : morrisPool;
    if (pool > 1_000) throw usageError("--samples: Morris takes at most 1000 trajectories");
    const design = morrisDesign({ ranges, trajectories: samples, pool, seed });
    return {
      points: morrisPoints(ranges, design),
      influences: (outputs) =>
        elementaryEffects({ names, design, outputs }, resampling).flatMap(morrisStatistics),
    };
  }
  if (samples < 2 || (samples & (samples - 1)) !== 0)
    throw usageError(`--samples: Sobol's points come in powers of two, not ${samples}`);
  return {
    points: saltelliDesign({ ranges, points: samples, order: "total", seed }),
    influences: (outputs) =>
      sobolStatistics(sobolIndices({ names, order: "total", outputs }, resampling)),
  };
}

function morrisStatistics({ name, mu, muStar, sigma }: ElementaryEffect): readonly Statistic[] {
  return [
    { parameter: name, statistic: "mu*", estimate: muStar },
    { parameter: name, statistic: "mu", estimate: mu },
    { parameter: name, statistic: "sigma", estimate: sigma },
  ];
}

function sobolStatistics({ indices }: SobolIndices): readonly Statistic[] {
  return indices.flatMap(({ name, first, total }) => [
    { parameter: name, statistic: "ST", estimate: total },
    { parameter: name, statistic: "S", estimate: first },
  ]);
}

function numberOf(figure: Figure | undefined): number {
  return figure === undefined ? Number.NaN : Number(amountText(figure.value, figure.unit));
}

function csvOf(influences: readonly Influence[]): string {
  return csv([
    ["figure", "unit", "parameter", "statistic", "value", "low_95", "high_95"],
    ...influences.map(({ figure, unit, parameter, statistic, estimate }) => [
      figure,
      unit,
      parameter,
      statistic,
      ...[estimate.value, estimate.low, estimate.high].map((each) => amountText(each, "ratio")),
    ]),
  ]);
}

function textOf(influences: readonly Influence[], runs: number): string {
  const header = ["figure", "key", "", "value", "95 % from", "to", ""];
  const rows = influences.map(({ figure, unit, parameter, statistic, estimate }) => [
    figure,
    parameter,
    statistic,
    ...[estimate.value, estimate.low, estimate.high].map(shortAmount),
    unit,
  ]);
  return [...alignedTable([header, ...rows]), "", `${runs.toLocaleString("en")} runs`].join("\n");
}

function samplesOf(text: string): number {
  const samples = Number(text);
  if (!/^\d+$/.test(text) || samples < 1 || samples > samplesMax)
    throw usageError(`--samples takes 1 to ${samplesMax}, not "${text}"`);
  return samples;
}
