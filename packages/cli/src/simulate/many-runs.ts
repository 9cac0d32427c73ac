import { availableParallelism } from "node:os";
import {
  AxisError,
  type Figure,
  type PointOutcome,
  readScenario,
  runPoints,
  type SweepBase,
  type SweepPoint,
  SweepProcessError,
} from "@stos/simulator";
import { Option } from "commander";
import { CliError, inputError, refusal, usageError } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";
import { progressLine } from "./progress-line.ts";
import { readScenarioFile } from "./scenario-files.ts";
import { failuresAsErrors, interrupted } from "./simulator-failures.ts";

/** What `sweep` and `sensitivity` share. */
export type ManyRunsFlags = Readonly<{
  engine: SweepBase["engine"];
  set: readonly string[];
  over: readonly string[];
  epochs?: number;
  processes: number;
  out?: string;
  force?: boolean;
  json?: boolean;
}>;

const processesMax = 64;

export function processesOption(): Option {
  return new Option("--processes <number>", "how many runs at a time")
    .default(availableParallelism())
    .argParser((text) => {
      const count = Number(text);
      if (!/^\d+$/.test(text) || count < 1 || count > processesMax)
        throw usageError(`--processes takes 1 to ${processesMax}, not "${text}"`);
      return count;
    });
}

/** Reads the scenario and checks it once, before any process is started. */
export async function openBase(
  name: string,
  { engine, set, epochs }: Pick<ManyRunsFlags, "engine" | "set" | "epochs">,
  figures: readonly string[],
): Promise<SweepBase> {
  const { file, text } = await readScenarioFile(name);
  await failuresAsErrors(() => readScenario(text, { file, overrides: set }));
  return { text, file, overrides: set, engine, epochs, figures };
}

/** The words of the command line as axes; what is wrong with them is a usage error. */
export function axesOf<T>(words: readonly string[], parse: (word: string) => T): readonly T[] {
  if (words.length === 0) throw usageError("nothing varies; name a key with --over key=…");
  return usage(() => words.map(parse));
}

export function usage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AxisError) throw usageError(error.message);
    throw error;
  }
}

export async function runAll(
  terminal: Terminal,
  base: SweepBase,
  { points, processes }: Readonly<{ points: readonly SweepPoint[]; processes: number }>,
): Promise<readonly PointOutcome[]> {
  const progress = progressLine(terminal);
  const interrupt = interrupted();
  try {
    return await failuresAsErrors(() =>
      runPoints(base, points, {
        processes,
        signal: interrupt.signal,
        onProgress: (done) => progress.tell(done, points.length, "runs"),
      }),
    );
  } catch (error) {
    if (error instanceof SweepProcessError)
      throw new CliError({ code: "unavailable", message: error.message });
    throw error;
  } finally {
    interrupt[Symbol.dispose]();
    progress.clear();
  }
}

/** The figures of a run; a run that failed ends all, told by its point. */
export function figuresOf(
  outcome: PointOutcome,
  point: SweepPoint,
): Readonly<{ seed: number; figures: readonly Figure[] }> {
  if (!("failure" in outcome)) return outcome;
  const where = point.overrides.join(", ");
  const message = `${where === "" ? "" : `with ${where}: `}${outcome.failure}`;
  throw outcome.code === "scenario-invalid" ? inputError(message) : refusal(message);
}
