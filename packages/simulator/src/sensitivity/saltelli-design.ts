import { randomSource } from "../random/random-source.ts";
import { type ParameterRange, scaledPoint } from "./parameter-range.ts";
import { sobolSequence } from "./sobol-sequence.ts";

/** Which indices the runs of a design allow to estimate. */
export type SobolOrder = "total" | "second";

export type SaltelliPlan = Readonly<{
  ranges: readonly ParameterRange[];
  /** N: base points; a power of two keeps Sobol's sequence even. */
  points: number;
  order: SobolOrder;
  /** Of the random digital shift; undefined is the plain sequence, whose first two runs are one and the same point. */
  seed: number | undefined;
}>;

/** Runs of one base point: A, A with each column of B, B; for the second order B with each column of A too. */
export function saltelliBlock(parameters: number, order: SobolOrder): number {
  return order === "second" ? 2 * parameters + 2 : parameters + 2;
}

/**
 * The points to run the model at, base point by base point: A, A_B⁽¹⁾ … A_B⁽ᵏ⁾, for the second order B_A⁽¹⁾ … B_A⁽ᵏ⁾, then B
 * (Saltelli 2002, over one Sobol sequence of 2k dimensions).
 */
export function saltelliDesign({
  ranges,
  points,
  order,
  seed,
}: SaltelliPlan): readonly (readonly number[])[] {
  const count = ranges.length;
  const rows: (readonly number[])[] = [];
  for (const base of sobolSequence(2 * count, points, shiftsOf(2 * count, seed))) {
    const a = base.slice(0, count);
    const b = base.slice(count);
    rows.push(a, ...a.map((_, at) => a.with(at, b[at] ?? 0)));
    if (order === "second") rows.push(...b.map((_, at) => b.with(at, a[at] ?? 0)));
    rows.push(b);
  }
  return rows.map((row) => scaledPoint(ranges, row));
}

function shiftsOf(dimensions: number, seed: number | undefined): readonly number[] {
  if (seed === undefined) return [];
  const random = randomSource(seed, "sobol-shift");
  return Array.from({ length: dimensions }, () => random.word());
}
