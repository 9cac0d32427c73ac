/** Why a simulation stopped, as data: callers switch on `code`. */
export type SimulationFailure =
  /** What is wrong with a scenario file or an override, first things first. */
  | Readonly<{ code: "scenario-invalid"; problems: readonly ScenarioProblem[] }>
  | Readonly<{
      code: "invariant-violated";
      invariant: string;
      epoch: number;
      /** Relative; in the exact engine any difference is one. */
      difference: number;
      state: Readonly<Record<string, string>>;
      command: string;
    }>
  | Readonly<{
      code: "engines-differ";
      figure: string;
      epoch: number;
      fast: string;
      exact: string;
      difference: number;
      state: Readonly<Record<string, string>>;
      command: string;
    }>
  /** The fast engine counts whole noz in doubles: all unsettled traffic together stays below 2⁵³ noz, 9,007,199 oz. */
  | Readonly<{ code: "too-large"; ozone: number; unsettled: number }>
  /** Nothing was written: the folder holds something that may not be replaced. */
  | Readonly<{
      code: "output-exists";
      folder: string;
      what: "a file" | "other files" | "an earlier output";
    }>;

/** One thing wrong, and where. */
export type ScenarioProblem = Readonly<{
  /** `file:line:column`, or the override. */
  where: string;
  problem: string;
}>;

/** The scenario can't run, or its run broke a law of the economy. */
export class SimulationError extends Error {
  override readonly name = "SimulationError";
  readonly failure: SimulationFailure;

  constructor(failure: SimulationFailure) {
    super(describe(failure));
    this.failure = failure;
  }
}

function describe(failure: SimulationFailure): string {
  switch (failure.code) {
    case "scenario-invalid":
      return failure.problems.map(({ where, problem }) => `${where}: ${problem}`).join("\n");
    case "invariant-violated":
      return [
        `${failure.invariant} is violated in epoch ${failure.epoch}, by ${failure.difference} of the whole.`,
        ...explained(failure),
      ].join("\n");
    case "engines-differ":
      return [
        `The engines differ in epoch ${failure.epoch}: ${failure.figure} is ${failure.fast} in the fast one and ${failure.exact} in the exact one, ${failure.difference} of it.`,
        ...explained(failure),
      ].join("\n");
    case "too-large":
      return `${failure.ozone} noz are consumed beside ${failure.unsettled} noz that are unsettled; the fast engine counts up to 2^53 noz (9,007,199 oz) together: lower the demand, or use --engine exact`;
    case "output-exists":
      return failure.what === "an earlier output"
        ? `${failure.folder} holds an earlier output; --force replaces it`
        : `${failure.folder} ${failure.what === "a file" ? "is a file" : "holds other files"}; name a folder that is empty or not there`;
  }
}

function explained({
  state,
  command,
}: Readonly<{ state: Readonly<Record<string, string>>; command: string }>): readonly string[] {
  const figures = Object.entries(state).map(([name, value]) => `  ${name} = ${value}`);
  return ["The state:", ...figures, `To see it again: ${command}`];
}
