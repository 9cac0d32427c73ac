import { resolve } from "node:path";
import {
  type EngineName,
  type RunResult,
  readScenario,
  runFiles,
  runScenario,
  type Scenario,
  scheduleEpochs,
  writeOutput,
} from "@stos/simulator";
import { Command } from "commander";
import { usageError } from "../cli-error.ts";
import { printResult, type Terminal } from "../terminal.ts";
import { progressLine } from "./progress-line.ts";
import { runJson } from "./run-json.ts";
import { runText } from "./run-text.ts";
import { readScenarioFile, shippedScenarios } from "./scenario-files.ts";
import { all, engineOption, epochsOf, seedOf } from "./scenario-options.ts";
import { failuresAsErrors, interrupted } from "./simulator-failures.ts";

type Flags = Readonly<{
  engine: EngineName;
  seed?: number;
  set: readonly string[];
  epochs?: number;
  out?: string;
  force?: boolean;
  list?: boolean;
  json?: boolean;
}>;

/** `stratos simulate SCENARIO`. */
export function simulateCommand(terminal: Terminal): Command {
  return new Command("simulate")
    .description("run the economy of a scenario file, from minutes to its 68.8 years")
    .argument("[scenario]", "a TOML file, - for standard input, or the name of one that ships")
    .addOption(engineOption())
    .option("--seed <number>", "instead of the scenario's", seedOf)
    .option("--set <key=value>", "change a key of the file; repeatable", all, [])
    .option("--epochs <number>", "how many, instead of the scenario's", epochsOf)
    .option("--out <folder>", "write CSV, Parquet and report.html there")
    .option("--force", "replace an earlier output in that folder")
    .option("--list", "the scenarios that ship")
    .option("--json", "the answer as JSON; amounts as exact decimals")
    .addHelpText(
      "after",
      `
Exit codes: 0 done, 1 a law of the economy was broken, 64 wrong usage, 65 wrong scenario.

Examples:
  $ stratos simulate --list
  $ stratos simulate full-schedule
  $ stratos simulate my.toml --engine exact --epochs 1000
  $ stratos simulate my.toml --set parameters.profile=literal --seed 7 --out results`,
    )
    .action(async (name: string | undefined, flags: Flags) => {
      if (flags.list === true) return list(terminal, flags);
      if (name === undefined)
        throw usageError("no scenario is named; --list shows those that ship");
      await simulate(terminal, name, flags);
    });
}

async function simulate(terminal: Terminal, name: string, flags: Flags): Promise<void> {
  const { file, text } = await readScenarioFile(name);
  const { engine, seed, epochs, out, force = false, set } = flags;
  const scenario = await failuresAsErrors(() => readScenario(text, { file, overrides: set }));
  const interrupt = interrupted();
  const progress = progressLine(terminal);
  const run = await failuresAsErrors(() =>
    runScenario(scenario, {
      engine,
      seed,
      epochs,
      signal: interrupt.signal,
      onProgress: (at) => progress.tell(at.epoch, at.epochs ?? scheduleEpochs, "epochs"),
    }),
  ).finally(() => interrupt[Symbol.dispose]());
  progress.clear();

  const command = commandOf(scenario, run);
  if (out !== undefined) {
    const source = { text, description: scenario.description, command };
    await failuresAsErrors(() => writeOutput(out, runFiles(run, source), { replace: force }));
  }
  const written = out === undefined ? {} : { out: resolve(out) };
  printResult(terminal, flags, {
    json: { ...runJson(run), ...written },
    text:
      runText(run) + (out === undefined ? "" : `\nWritten to ${resolve(out)}: open report.html`),
  });
}

async function list(terminal: Terminal, flags: Flags): Promise<void> {
  const shipped = await shippedScenarios();
  const width = Math.max(0, ...shipped.map(({ name }) => name.length));
  printResult(terminal, flags, {
    json: shipped,
    text: shipped.map(({ name, title }) => `${name.padEnd(width)}  ${title}`).join("\n"),
  });
}

/** The words that give this very run again. */
function commandOf({ source }: Scenario, { engine, seed, epochs }: RunResult): string {
  const sets = source.overrides.map((override) => ` --set ${quoted(override)}`).join("");
  return `npx stratos simulate ${quoted(source.file)} --engine ${engine} --seed ${seed} --epochs ${epochs}${sets}`;
}

function quoted(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
