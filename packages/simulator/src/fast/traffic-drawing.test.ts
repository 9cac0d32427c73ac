import fc from "fast-check";
import { expect, test } from "vitest";
import type { TrafficDraw, TrafficSpread } from "../engine/simulated-economy.ts";
import { type EpochKernel, openEpochKernel } from "./epoch-kernel.ts";
import { openTrafficDrawing } from "./traffic-drawing.ts";

const draw = fc.constantFrom<TrafficDraw>("even", "uniform", "exponential");
const word = fc.nat({ max: 0xffff_ffff });
const ozone = fc.integer({ min: 1, max: 1e15 });
const capacities = fc.array(
  fc.oneof(fc.nat({ max: 9 }), fc.double({ min: 1e-6, max: 1e6, noNaN: true })),
  {
    minLength: 1,
    maxLength: 60,
  },
);

test("a spread gives whole noz to those with capacity, never more than it was given and less than a noz each below it", () => {
  fc.assert(
    fc.property(capacities, ozone, draw, word, (weights, offered, drawn, seed) => {
      const { given, traffic } = spreadOver(weights, offered, { draw: drawn, seed, epoch: 3 });
      expect(given).toBe(traffic.reduce((sum, each) => sum + each, 0));
      expect(given).toBeLessThanOrEqual(offered);
      expect(traffic.every((each) => Number.isInteger(each) && each >= 0)).toBe(true);
      expect(traffic.every((each, node) => weights[node] !== 0 || each === 0)).toBe(true);
      if (weights.some((each) => each > 0))
        expect(given).toBeGreaterThan(offered - weights.length - 1);
    }),
  );
});

test("a kernel draws, to the bit, what the same steps in plain numbers come to", () => {
  fc.assert(
    fc.property(capacities, draw, word, word, (weights, drawn, seed, epoch) => {
      const kernel = kernelOf(weights);
      const sum = drawWith(kernel, { draw: drawn, seed, epoch });
      const expected = partsByHand(weights, { draw: drawn, seed, epoch });
      expect([...kernel.drawn.subarray(0, weights.length)]).toEqual(expected);
      expect(sum).toBe(expected.reduce((total, each) => total + each, 0));
    }),
    { numRuns: 1_000 },
  );
});

test("what a node is given doesn't depend on where in its arrays it stands, nor on places that are empty", () => {
  fc.assert(
    fc.property(capacities, ozone, draw, word, (weights, offered, drawn, seed) => {
      const spread = { draw: drawn, seed, epoch: 1 };
      const { traffic } = spreadOver(weights, offered, spread);

      const taken = [...weights.keys()].filter((node) => weights[node] !== 0);
      const kernel = kernelOf(taken.map((node) => weights[node] ?? 0));
      kernel.handle.set(taken);
      openTrafficDrawing(kernel).spread(offered, spread);
      const packed = weights.map((_, node) => kernel.traffic[taken.indexOf(node)] ?? 0);
      expect(packed).toEqual(traffic);
    }),
  );
});

test("factors are spread as their names say: shares of 200,000 draws in each tenth, and neighbours aren't alike", () => {
  const count = 200_000;
  const kernel = openEpochKernel(count, 0);
  kernel.weight.fill(1);
  const shares = (spread: TrafficSpread, tenthOf: (factor: number) => number) => {
    drawWith(kernel, spread);
    const scale = spread.draw === "uniform" ? 2 ** 34 : 2 ** 29;
    const tenths = Array.from({ length: 10 }, () => 0);
    const ranks = Array.from(kernel.drawn, (part) => tenthOf(part / scale));
    for (const rank of ranks)
      tenths[Math.floor(rank * 10)] = (tenths[Math.floor(rank * 10)] ?? 0) + 1;
    const alike = ranks.reduce(
      (sum, rank, at) => sum + (rank - 0.5) * ((ranks[at + 1] ?? 0.5) - 0.5),
      0,
    );
    return { tenths: tenths.map((each) => each / count), correlation: (alike / count) * 12 };
  };
  for (const [seed, epoch] of [
    [0, 0],
    [1, 2],
    [1, 3],
    [0xffff_ffff, 7],
  ] as const) {
    const uniform = shares({ draw: "uniform", seed, epoch }, (factor) => factor);
    const exponential = shares(
      { draw: "exponential", seed, epoch },
      (factor) => 1 - Math.exp(-factor),
    );
    // Five standard deviations of a share are 0.0034, of the correlation 0.011.
    for (const { tenths, correlation } of [uniform, exponential]) {
      for (const share of tenths) expect(Math.abs(share - 0.1)).toBeLessThan(0.0034);
      expect(Math.abs(correlation)).toBeLessThan(0.011);
    }
  }
});

function kernelOf(weights: readonly number[]): EpochKernel {
  const kernel = openEpochKernel(weights.length, 0);
  kernel.weight.set(weights);
  return kernel;
}

function spreadOver(weights: readonly number[], offered: number, spread: TrafficSpread) {
  const kernel = kernelOf(weights);
  const given = openTrafficDrawing(kernel).spread(offered, spread);
  return { given, traffic: [...kernel.traffic.subarray(0, weights.length)] };
}

function drawWith({ functions }: EpochKernel, { draw, seed, epoch }: TrafficSpread): number {
  if (draw === "even") return functions.drawEven();
  return draw === "uniform"
    ? functions.drawUniform(seed, epoch)
    : functions.drawExponential(seed, epoch);
}

/** The drawing without a kernel. */
function partsByHand(weights: readonly number[], { draw, seed, epoch }: TrafficSpread): number[] {
  const greatest = Math.max(...weights);
  if (greatest === 0) return weights.map(() => 0);
  const exponent = exponentOf(greatest);
  const mixed = finalized((finalized((seed ^ 0x9e3779b9) >>> 0) + epoch) >>> 0);
  const keys = [
    finalized((mixed + 0x85ebca6b) >>> 0),
    finalized((mixed + 0x0bd794d6) >>> 0),
  ] as const;
  const partOf = (weight: number, u: number): number => {
    switch (draw) {
      case "even":
        return weight * 2 ** (34 - exponent);
      case "uniform":
        return weight * (u * (2 ** (34 - exponent) * 2.3283064365386963e-10));
      case "exponential":
        return weight * (minusLog(u) * 2 ** (29 - exponent));
    }
  };
  return weights.map((weight, node) => Math.floor(partOf(weight, bitsOf(node, keys) + 0.5)));
}

function finalized(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function bitsOf(node: number, [first, second]: readonly [number, number]): number {
  let x = (Math.imul(node, 0x9e3779b9) + first) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x ^ second, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** −ln(u / 2³²) by the kernel's series, step by step, so that every bit is the same. */
function minusLog(u: number): number {
  const mantissa = u / 2 ** exponentOf(u);
  const isLarge = mantissa >= Math.SQRT2;
  const m = isLarge ? mantissa / 2 : mantissa;
  const s = (m - 1) / (m + 1);
  const z = s * s;
  const series = [2 / 11, 2 / 9, 2 / 7, 2 / 5, 2 / 3, 2].reduce(
    (sum, coefficient) => sum * z + coefficient,
    2 / 13,
  );
  const value = (32 - (exponentOf(u) + (isLarge ? 1 : 0))) * Math.LN2 - series * s;
  expect(Math.abs(value + Math.log(u / 2 ** 32))).toBeLessThan(1e-11);
  return value;
}

function exponentOf(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return ((view.getUint32(0) >>> 20) & 0x7ff) - 1_023;
}
