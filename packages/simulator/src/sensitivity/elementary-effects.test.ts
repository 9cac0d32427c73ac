import { describe, expect, test } from "vitest";
import { elementaryEffects } from "./elementary-effects.ts";
import {
  morrisDesign,
  morrisLevels,
  morrisPoints,
  morrisStep,
  type Trajectory,
} from "./morris-design.ts";
import { spread, spreadTrajectories, squaredDistances } from "./spread-trajectories.ts";
import { expectClose } from "./testing/expect-close.ts";
import { readVectors } from "./testing/read-vectors.ts";
import { ishigami } from "./testing/test-functions.ts";

type MorrisVector = Readonly<{
  bounds: readonly (readonly [number, number])[];
  samples: readonly (readonly number[])[];
  outputs: readonly number[];
  mu: readonly number[];
  mu_star: readonly number[];
  sigma: readonly number[];
}>;
type SpreadVector = Readonly<{
  parameters: number;
  chosen: number;
  samples: readonly (readonly number[])[];
  best: readonly number[];
}>;

const few = { resamples: 50, seed: 1 };

test.each(readVectors<MorrisVector>((name) => name.startsWith("morris ")))(
  "SALib's $name has the same effects",
  ({ bounds, samples, outputs, mu, mu_star: muStar, sigma }) => {
    const unit = samples.map((point) =>
      point.map((value, at) => {
        const [low, high] = bounds[at] ?? [0, 1];
        return Math.round(((value - low) / (high - low)) * (morrisLevels - 1)) / (morrisLevels - 1);
      }),
    );
    const design = trajectoriesOf(unit, bounds.length);
    const names = bounds.map((_, at) => `x${at + 1}`);
    const found = elementaryEffects({ names, design, outputs }, few);
    expectClose(
      found.map((each) => each.mu.value),
      mu,
    );
    expectClose(
      found.map((each) => each.muStar.value),
      muStar,
    );
    expectClose(
      found.map((each) => each.sigma.value),
      sigma,
    );
  },
);

test("of a linear model every effect is its coefficient over the whole range, exactly known", () => {
  const ranges = [
    { name: "a", low: 0, high: 10 },
    { name: "b", low: -1, high: 1 },
    { name: "c", low: 5, high: 6 },
  ];
  const design = morrisDesign({ ranges, trajectories: 8, pool: 8, seed: 1 });
  const outputs = morrisPoints(ranges, design).map(([a = 0, b = 0]) => 2 * a - 3 * b);
  const found = elementaryEffects({ names: ["a", "b", "c"], design, outputs }, few);
  expectClose(
    found.flatMap(({ mu, muStar, sigma }) => [mu.value, muStar.value, sigma.value]),
    [20, 20, 0, -6, 6, 0, 0, 0, 0],
  );
  expectClose(
    found.flatMap(({ muStar }) => [muStar.low, muStar.high]),
    [20, 20, 6, 6, 0, 0],
  );
});

describe("a design", () => {
  const design = morrisDesign({ ranges: ishigami.ranges, trajectories: 10, pool: 60, seed: 4 });

  test("stays on the grid, and each trajectory moves each parameter once by Δ", () => {
    expect(design).toHaveLength(10);
    for (const trajectory of design) {
      const moved = trajectory.slice(1).map((point, step) => {
        const steps = point.map((value, at) => Math.abs(value - (trajectory[step]?.[at] ?? 0)));
        expectClose([Math.max(...steps)], [morrisStep]);
        expect(steps.filter((each) => each > 0)).toHaveLength(1);
        return steps.findIndex((each) => each > 0);
      });
      expect(moved.toSorted()).toEqual([0, 1, 2]);
      for (const value of trajectory.flat()) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expectClose([Math.round(value * 3) / 3], [value]);
      }
    }
  });

  test("of the most spread trajectories lies farther apart than the first ones drawn", () => {
    const drawn = morrisDesign({ ranges: ishigami.ranges, trajectories: 60, pool: 60, seed: 4 });
    const first = spread(squaredDistances(drawn.slice(0, 10)), [...Array(10).keys()]);
    expect(spread(squaredDistances(design), [...Array(10).keys()])).toBeGreaterThan(1.2 * first);
  });

  test("with fewer trajectories to choose from than to run is refused", () => {
    const plan = { ranges: ishigami.ranges, trajectories: 10, pool: 5, seed: 1 };
    expect(() => morrisDesign(plan)).toThrow(/10 out of 5/);
  });
});

test.each(readVectors<SpreadVector>((name) => name === "most spread"))(
  "$name: what is found is as spread as the best of all sets, which SALib found by trying each",
  ({ parameters, chosen, samples, best }) => {
    const pool = trajectoriesOf(samples, parameters);
    const squares = squaredDistances(pool);
    expectClose([spread(squares, spreadTrajectories(pool, chosen))], [spread(squares, best)]);
  },
);

function trajectoriesOf(
  points: readonly (readonly number[])[],
  parameters: number,
): readonly Trajectory[] {
  const size = parameters + 1;
  return Array.from({ length: points.length / size }, (_, at) =>
    points.slice(at * size, (at + 1) * size),
  );
}
