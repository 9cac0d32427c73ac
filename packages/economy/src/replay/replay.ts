import { EconomyError } from "../failure.ts";
import { applyOperation } from "../reducer/apply-operation.ts";
import type { Operation } from "../reducer/operation.ts";
import { type EconomyState, newEconomy } from "../reducer/state.ts";
import { type Difference, differencesOf } from "./compare.ts";
import { formatOutcome } from "./format-outcome.ts";
import { formatState } from "./format-state.ts";
import type { Json, JsonObject } from "./json.ts";
import { readVectorFile, type Vector } from "./vector-file.ts";

/** What came of one vector, in the format of the file: `steps` and `final` carry `int`, a refusal `{rejected}`. */
export type VectorReplay = Readonly<{
  id: string;
  steps: readonly Readonly<{ at: number; int: Json }>[];
  /** Absent where the vector has no genesis. */
  final?: Readonly<{ int: JsonObject }>;
  differences: readonly VectorDifference[];
}>;

/** Where the replay isn't what the file expects: at an operation's index, or in the final state. */
export type VectorDifference = Difference & Readonly<{ at: number | "final" }>;

/**
 * Replays a vectors file, parsed from JSON, each vector from a fresh economy. A file that isn't one is refused whole,
 * by an `EconomyError` of code `vectors-malformed`, before anything runs.
 */
export function replayVectors(file: unknown): readonly VectorReplay[] {
  return readVectorFile(file).map(replayVector);
}

function replayVector({
  id,
  parameters,
  operations,
  steps: expected,
  final: expectedFinal,
}: Vector): VectorReplay {
  let state = newEconomy(parameters);
  const steps: { at: number; int: Json }[] = [];
  for (const [at, operation] of operations.entries()) {
    const step = attempt(state, operation);
    state = step.state;
    if (step.int !== undefined) steps.push({ at, int: step.int });
  }

  const final = state.hasGenesis ? formatState(state) : undefined;
  const actual = new Map(steps.map(({ at, int }) => [at, int]));
  const differences: VectorDifference[] = expected.flatMap(({ at, int }) =>
    differencesOf(int, actual.get(at)).map((difference) => ({ at, ...difference })),
  );
  if (expectedFinal !== undefined) {
    differences.push(
      ...differencesOf(expectedFinal, final).map((difference) => ({
        at: "final" as const,
        ...difference,
      })),
    );
  }
  return final === undefined
    ? { id, steps, differences }
    : { id, steps, final: { int: final }, differences };
}

/** A refused operation changes nothing. */
function attempt(
  state: EconomyState,
  operation: Operation,
): Readonly<{ state: EconomyState; int: Json | undefined }> {
  try {
    const { state: after, outcome } = applyOperation(state, operation);
    return { state: after, int: formatOutcome(outcome, state.parameters) };
  } catch (error) {
    if (error instanceof EconomyError) return { state, int: { rejected: error.failure.code } };
    throw error;
  }
}
