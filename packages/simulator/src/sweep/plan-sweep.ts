import { AxisError, type SweepAxis } from "./axis.ts";
import type { SweepPoint } from "./sweep-point.ts";

/** Runs of one sweep at most. */
export const sweepRunsMax = 100_000;

/** Every combination of the axes' values, each with every seed; the last axis turns fastest, then the seeds. Throws `AxisError` above the limit. */
export function planSweep(
  axes: readonly SweepAxis[],
  seeds: readonly number[],
): readonly SweepPoint[] {
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  const runs = count * Math.max(1, seeds.length);
  if (runs > sweepRunsMax)
    throw new AxisError(
      `that are ${runs.toLocaleString("en")} runs; at most ${sweepRunsMax.toLocaleString("en")} are possible`,
    );
  const combinations = axes.reduce<readonly (readonly string[])[]>(
    (before, { key, values }) =>
      before.flatMap((set) => values.map((value) => [...set, `${key}=${value}`])),
    [[]],
  );
  return combinations.flatMap((overrides): readonly SweepPoint[] =>
    seeds.length === 0 ? [{ overrides }] : seeds.map((seed) => ({ overrides, seed })),
  );
}
