import { randomSource } from "../random/random-source.ts";

/** An estimate and the bounds between which it lay in the middle 95 % of the resamples. */
export type Estimate = Readonly<{ value: number; low: number; high: number }>;

export type Bootstrap = Readonly<{ resamples: number; seed: number }>;

/** The part of the resamples that lies between an estimate's bounds. */
export const confidence = 0.95;

/**
 * Estimates each statistic of `count` independent parts of a sample, with a percentile bootstrap: the parts are drawn anew with
 * replacement, one and the same drawing for all statistics. `estimate` is given which parts to take, a part once for each time it was drawn.
 */
export function bootstrap(
  count: number,
  { resamples, seed }: Bootstrap,
  estimate: (parts: Uint32Array) => readonly number[],
): readonly Estimate[] {
  const random = randomSource(seed, "bootstrap");
  const parts = Uint32Array.from({ length: count }, (_, at) => at);
  const values = estimate(parts);
  const drawn = values.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample += 1) {
    for (let at = 0; at < count; at += 1) parts[at] = random.below(count);
    for (const [at, value] of estimate(parts).entries()) {
      const list = drawn[at];
      if (list !== undefined) list[resample] = value;
    }
  }
  return values.map((value, at) => ({ value, ...bounds(drawn[at] ?? new Float64Array()) }));
}

function bounds(values: Float64Array): Readonly<{ low: number; high: number }> {
  values.sort();
  return {
    low: quantile(values, (1 - confidence) / 2),
    high: quantile(values, (1 + confidence) / 2),
  };
}

/** Between the two nearest of sorted values, linearly. */
function quantile(sorted: Float64Array, part: number): number {
  const place = part * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
