import type { EngineName, Figure, RunResult } from "../run/run-result.ts";
import { runScenario } from "../run/run-scenario.ts";
import { readScenario } from "../scenario/read-scenario.ts";
import { SimulationError } from "../simulation-error.ts";

/** What all runs of a sweep share. */
export type SweepBase = Readonly<{
  text: string;
  file: string;
  /** Applied before a run's own. */
  overrides: readonly string[];
  engine: EngineName;
  epochs?: number | undefined;
  /** Figures at the end, of the economy (`price`) or of a group (`mallory.net`); empty: all of both. */
  figures: readonly string[];
}>;

/** One run. */
export type SweepPoint = Readonly<{ overrides: readonly string[]; seed?: number | undefined }>;

export type PointOutcome =
  | Readonly<{ seed: number; epochs: number; figures: readonly Figure[] }>
  /** The scenario is wrong at this point, or a law of the economy was broken. */
  | Readonly<{ failure: string; code: string }>;

export async function runPoint(base: SweepBase, point: SweepPoint): Promise<PointOutcome> {
  try {
    const overrides = [...base.overrides, ...point.overrides];
    const scenario = readScenario(base.text, { file: base.file, overrides });
    const { engine, epochs } = base;
    const run = await runScenario(scenario, { engine, epochs, seed: point.seed });
    return { seed: run.seed, epochs: run.epochs, figures: chosen(run, base.figures) };
  } catch (error) {
    if (error instanceof SimulationError)
      return { failure: error.message, code: error.failure.code };
    throw error;
  }
}

function chosen(run: RunResult, names: readonly string[]): readonly Figure[] {
  const figures = finalFigures(run);
  if (names.length === 0) return figures;
  return names.map((name) => {
    const found = figures.find((each) => each.name === name);
    if (found === undefined)
      throw new SimulationError({
        code: "scenario-invalid",
        problems: [
          {
            where: run.title,
            problem: `there is no figure \`${name}\`; there are ${figures.map((each) => each.name).join(", ")}`,
          },
        ],
      });
    return found;
  });
}

/** All figures at the end of a run, those of groups behind their names. */
function finalFigures({ final, agents }: RunResult): readonly Figure[] {
  const accounts = agents.flatMap(
    ({ name, spent, earned, net, deposited, ozone, figures }): readonly Figure[] => [
      { name: `${name}.spent`, unit: "wei", value: spent },
      { name: `${name}.earned`, unit: "wei", value: earned },
      { name: `${name}.net`, unit: "wei", value: net },
      { name: `${name}.deposited`, unit: "wei", value: deposited },
      { name: `${name}.ozone`, unit: "noz", value: ozone },
      ...figures.map((figure) => ({ ...figure, name: `${name}.${figure.name}` })),
    ],
  );
  return [...final, ...accounts];
}
