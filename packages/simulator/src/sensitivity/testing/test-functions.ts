import type { ParameterRange } from "../parameter-range.ts";

/** Ishigami and Homma's function with a = 7, b = 0.1, over [−π, π]³, and its analytic indices. */
export const ishigami = {
  ranges: rangesOf(3, { low: -Math.PI, high: Math.PI }),
  evaluate([x = 0, y = 0, z = 0]: readonly number[]): number {
    return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x);
  },
  ...ishigamiIndices(),
};

/** Sobol's G = Π (|4x − 2| + a) / (1 + a) over the unit cube, and its analytic indices. */
const weights = [0, 1, 4.5, 9, 99, 99, 99, 99];
export const sobolG = {
  ranges: rangesOf(weights.length, { low: 0, high: 1 }),
  evaluate(point: readonly number[]): number {
    return weights.reduce(
      (product, a, at) => (product * (Math.abs(4 * (point[at] ?? 0) - 2) + a)) / (1 + a),
      1,
    );
  },
  ...sobolGIndices(),
};

function rangesOf(count: number, bounds: Omit<ParameterRange, "name">): readonly ParameterRange[] {
  return Array.from({ length: count }, (_, at) => ({ name: `x${at + 1}`, ...bounds }));
}

type Indices = Readonly<{ first: readonly number[]; total: readonly number[] }>;

function ishigamiIndices(): Indices & Readonly<{ second: readonly number[] }> {
  const [a, b] = [7, 0.1];
  const x = 0.5 * (1 + (b * Math.PI ** 4) / 5) ** 2;
  const y = a ** 2 / 8;
  const xz = b ** 2 * Math.PI ** 8 * (1 / 18 - 1 / 50);
  const all = x + y + xz;
  return {
    first: [x / all, y / all, 0],
    total: [(x + xz) / all, y / all, xz / all],
    second: [0, xz / all, 0],
  };
}

function sobolGIndices(): Indices {
  const alone = weights.map((a) => 1 / (3 * (1 + a) ** 2));
  const all = alone.reduce((product, each) => product * (1 + each), 1) - 1;
  return {
    first: alone.map((each) => each / all),
    total: alone.map((each) => (each * (all + 1)) / (1 + each) / all),
  };
}
