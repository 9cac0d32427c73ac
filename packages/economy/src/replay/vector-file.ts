import type { DepositProfile } from "../deposit.ts";
import type { Operation } from "../reducer/operation.ts";
import { type EconomyParameters, paperParameters } from "../reducer/state.ts";
import {
  countAt,
  field,
  has,
  listAt,
  malformed,
  objectAt,
  requireKnown,
  textAt,
} from "./arguments.ts";
import { type Json, smallInteger } from "./json.ts";
import { readOperation } from "./read-operation.ts";

/** One history of a vectors file, with what the file expects of it. */
export type Vector = Readonly<{
  id: string;
  parameters: EconomyParameters;
  operations: readonly Operation[];
  /** Expected outcomes by the index of the operation. */
  steps: readonly Readonly<{ at: number; int: Json }>[];
  /** The expected final state. */
  final?: Json | undefined;
}>;

/**
 * Reads a vectors file, parsed from JSON: `{format: 1, count?, vectors: [{id, params?, ops, steps?, final?}]}`. Throws
 * an `EconomyError` of code `vectors-malformed` that says where the file is wrong.
 */
export function readVectorFile(file: unknown): readonly Vector[] {
  const root = objectAt(file, "the file");
  if (countAt(root, "format") !== 1n) throw malformed("the file", "only format 1 is known");
  const vectors = listAt(field(root, "vectors"), `the file, "vectors"`);
  if (has(root, "count") && countAt(root, "count") !== BigInt(vectors.length)) {
    throw malformed(
      "the file",
      `"count" says ${countAt(root, "count")}, but there are ${vectors.length} vectors`,
    );
  }
  return vectors.map(readVector);
}

function readVector(value: unknown, index: number): Vector {
  const unnamed = objectAt(value, `vector ${index} of the file`);
  const id = textAt(unnamed, "id");
  const where = `vector ${id}`;
  const from = { ...unnamed, where };
  const parameters = readParameters(has(from, "params") ? field(from, "params") : {}, where);

  const operations = listAt(field(from, "ops"), `${where}, "ops"`).map((operation, at) =>
    readOperation(operation, `${where}, op ${at}`, parameters),
  );
  const steps = has(from, "steps") ? readSteps(field(from, "steps"), where, operations.length) : [];
  const final = has(from, "final")
    ? readExpected(field(from, "final"), `${where}, "final"`)
    : undefined;
  return { id, parameters, operations, steps, final };
}

function readParameters(value: unknown, where: string): EconomyParameters {
  const params = objectAt(value, `${where}, "params"`);
  requireKnown(params, ["deposit_mode"]);
  if (!has(params, "deposit_mode")) return paperParameters;

  const mode = textAt(params, "deposit_mode");
  if (!isProfile(mode))
    throw malformed(params.where, `"deposit_mode" is neither literal nor tracking: "${mode}"`);
  return { ...paperParameters, profile: mode };
}

function isProfile(mode: string): mode is DepositProfile {
  return mode === "literal" || mode === "tracking";
}

function readSteps(value: unknown, where: string, operations: number): Vector["steps"] {
  return listAt(value, `${where}, "steps"`).map((entry, index) => {
    const step = objectAt(entry, `${where}, step ${index}`);
    const at = smallInteger(countAt(step, "at"));
    if (at >= operations)
      throw malformed(step.where, `"at" is ${at}, but there are ${operations} ops`);
    return { at, int: readExpected(entry, step.where) };
  });
}

/** The file comes from JSON, so what it expects is JSON. */
function readExpected(value: unknown, where: string): Json {
  return field(objectAt(value, where), "int") as Json;
}
