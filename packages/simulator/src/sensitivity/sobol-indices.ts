import { type Bootstrap, bootstrap, type Estimate } from "./bootstrap.ts";
import { type SobolOrder, saltelliBlock } from "./saltelli-design.ts";

/** How much of a figure's variance a parameter explains. All 0 where the figure never changes. */
export type SobolIndex = Readonly<{
  name: string;
  /** S: alone. */
  first: Estimate;
  /** S_T: with all its interactions. */
  total: Estimate;
}>;

/** What two parameters explain together beyond each alone. */
export type SobolPair = Readonly<{ names: readonly [string, string]; second: Estimate }>;

export type SobolIndices = Readonly<{
  indices: readonly SobolIndex[];
  /** Empty unless the design is of second order. */
  pairs: readonly SobolPair[];
}>;

export type SobolRuns = Readonly<{
  names: readonly string[];
  order: SobolOrder;
  /** The figure at each point of `saltelliDesign`, in its order. */
  outputs: readonly number[];
}>;

/**
 * Sobol's indices of a model run on a Saltelli design of N base points, over outputs less their mean:
 * S = ⟨f_B (f_AB − f_A)⟩ / V (Saltelli et al. 2010), S_T = ⟨(f_A − f_AB)²⟩ / 2V (Jansen 1999),
 * S_jk = ⟨f_BAj f_ABk − f_A f_B⟩ / V − S_j − S_k (Saltelli 2002). V is the variance of f_A and f_B together.
 */
export function sobolIndices(
  { names, order, outputs }: SobolRuns,
  resampling: Bootstrap,
): SobolIndices {
  const block = saltelliBlock(names.length, order);
  if (outputs.length === 0 || outputs.length % block !== 0)
    throw new RangeError(
      `${outputs.length} outputs are no design of ${names.length} parameters: a multiple of ${block} is expected`,
    );
  const pairs = order === "second" ? pairsOf(names.length) : [];
  const centered = lessMean(outputs);
  const parameters = names.length;
  const estimates = bootstrap(outputs.length / block, resampling, (parts) =>
    estimatesOf({ centered, block, parameters, pairs }, parts),
  );
  const at = (index: number): Estimate => estimates[index] ?? { value: 0, low: 0, high: 0 };
  return {
    indices: names.map((name, j) => ({ name, first: at(j), total: at(parameters + j) })),
    pairs: pairs.map(([j, k], index) => ({
      names: [names[j] ?? "", names[k] ?? ""],
      second: at(2 * parameters + index),
    })),
  };
}

type CenteredRuns = Readonly<{
  centered: Float64Array;
  block: number;
  parameters: number;
  pairs: readonly (readonly [number, number])[];
}>;

/** First orders, totals, then pairs. */
function estimatesOf(runs: CenteredRuns, parts: Uint32Array): readonly number[] {
  const { centered, block, parameters, pairs } = runs;
  const first = new Float64Array(parameters);
  const total = new Float64Array(parameters);
  const second = new Float64Array(pairs.length);
  let sum = 0;
  let squares = 0;
  for (const part of parts) {
    const start = part * block;
    const run = (at: number) => centered[start + at] ?? 0;
    const a = run(0);
    const b = run(block - 1);
    sum += a + b;
    squares += a * a + b * b;
    for (let j = 0; j < parameters; j += 1) {
      const ab = run(1 + j);
      first[j] = (first[j] ?? 0) + b * (ab - a);
      total[j] = (total[j] ?? 0) + (a - ab) ** 2;
    }
    for (const [at, [j, k]] of pairs.entries())
      second[at] = (second[at] ?? 0) + run(1 + parameters + j) * run(1 + k) - a * b;
  }
  const count = parts.length;
  const mean = sum / (2 * count);
  const variance = squares / (2 * count) - mean * mean;
  const scale = variance > 0 ? 1 / (count * variance) : 0;
  const alone = first.map((each) => each * scale);
  return [
    ...alone,
    ...total.map((each) => (each * scale) / 2),
    ...pairs.map(([j, k], at) => (second[at] ?? 0) * scale - (alone[j] ?? 0) - (alone[k] ?? 0)),
  ];
}

/** A figure that doesn't move but by rounding counts as constant. */
function lessMean(outputs: readonly number[]): Float64Array {
  const mean = outputs.reduce((sum, each) => sum + each, 0) / outputs.length;
  const centered = Float64Array.from(outputs, (each) => each - mean);
  const largest = centered.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  return largest <= 1e-14 * Math.abs(mean) ? centered.fill(0) : centered;
}

function pairsOf(parameters: number): readonly (readonly [number, number])[] {
  return Array.from({ length: parameters }, (_, j) =>
    Array.from({ length: parameters - j - 1 }, (_, k) => [j, j + 1 + k] as const),
  ).flat();
}
