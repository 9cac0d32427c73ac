import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type NodeTraffic, selectSettled } from "@stos/economy";
import { noz } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openEpochKernel } from "./epoch-kernel.ts";
import { openTrafficDrawing } from "./traffic-drawing.ts";

const root = join(import.meta.dirname, "../../../..");

test("the checked-in kernel is what its source compiles to", () => {
  const rebuilt = execFileSync(
    process.execPath,
    [join(root, "scripts/build-kernel.mjs"), "--print"],
    { encoding: "utf8" },
  );
  const kept = readFileSync(join(import.meta.dirname, "generated/epoch-kernel.ts"), "utf8");
  expect(rebuilt).toBe(kept);
});

// Few different amounts make ties and borders of exactly 80 %; many make long searches.
const amounts = fc.oneof(
  fc.array(fc.nat({ max: 5 }), { maxLength: 120 }),
  fc.array(fc.nat({ max: 1_000_000 }), { maxLength: 200 }),
  fc.array(
    fc.maxSafeNat().map((each) => Math.floor(each / 1_000)),
    { maxLength: 200 },
  ),
);

test("selects exactly the nodes that the reducer selects, whatever guess it starts from", () => {
  fc.assert(
    fc.property(amounts, fc.nat(), (traffic, guess) => {
      const kernel = openEpochKernel(traffic.length, 1);
      kernel.traffic.set(traffic);
      kernel.functions.select(guess);
      kernel.functions.pay(0, 0, kernel.rowOffset(0));

      const settled = traffic.flatMap((_, node) => (kernel.rows[node] === 0 ? [] : [node]));
      expect(settled).toEqual(settledByReducer(traffic));
      expect(kernel.functions.selectedCount.value).toBe(settled.length);
    }),
    { numRuns: 500 },
  );
});

test("a spread gives whole noz by capacity, never more than it was given, and the same again for the same seed", () => {
  const draws = ["even", "uniform", "exponential"] as const;
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 1e12 }),
      fc.constantFrom(...draws),
      fc.nat({ max: 0xffff_ffff }),
      (weights, ozone, draw, seed) => {
        const spread = () => {
          const kernel = openEpochKernel(weights.length, 1);
          kernel.weight.set(weights);
          const given = openTrafficDrawing(kernel).spread(ozone, { draw, seed, epoch: 3 });
          return { given, traffic: [...kernel.traffic.subarray(0, weights.length)] };
        };
        const { given, traffic } = spread();
        expect(spread()).toEqual({ given, traffic });
        expect(given).toBe(traffic.reduce((sum, each) => sum + each, 0));
        expect(given).toBeLessThanOrEqual(ozone);
        expect(traffic.every((each) => Number.isInteger(each) && each >= 0)).toBe(true);
        expect(traffic.every((each, node) => weights[node] !== 0 || each === 0)).toBe(true);
        if (weights.some((each) => each > 0))
          expect(given).toBeGreaterThan(ozone - weights.length - 1);
      },
    ),
  );
});

test("drawn factors are uniform and exponential: mean and variance over 100,000 nodes", () => {
  const kernel = openEpochKernel(100_000, 1);
  kernel.weight.fill(1);
  const moments = () => {
    const factors = [...kernel.drawn];
    const mean = factors.reduce((sum, each) => sum + each, 0) / factors.length;
    const square = factors.reduce((sum, each) => sum + (each - mean) ** 2, 0) / factors.length;
    return { mean, variance: square };
  };
  kernel.functions.drawUniform(0, kernel.capacity, 1, 2);
  const uniform = moments();
  expect(uniform.mean / 2 ** 32).toBeCloseTo(0.5, 2);
  expect(uniform.variance / 2 ** 64).toBeCloseTo(1 / 12, 2);
  kernel.functions.drawExponential(0, kernel.capacity, 1, 2);
  const exponential = moments();
  expect(exponential.mean).toBeCloseTo(1, 1);
  expect(exponential.variance).toBeCloseTo(1, 1);
});

function settledByReducer(traffic: readonly number[]): readonly number[] {
  const nodes: readonly NodeTraffic[] = traffic.map((each, node) => ({
    id: `${node}`.padStart(8, "0"),
    traffic: noz(BigInt(each)),
  }));
  return selectSettled(nodes)
    .settled.map(({ id }) => Number(id))
    .sort((a, b) => a - b);
}
