import { describe, expect, test } from "vitest";
import { type SobolOrder, saltelliDesign } from "./saltelli-design.ts";
import { sobolIndices } from "./sobol-indices.ts";
import { expectClose } from "./testing/expect-close.ts";
import { readVectors } from "./testing/read-vectors.ts";
import { ishigami, sobolG } from "./testing/test-functions.ts";

type SobolVector = Readonly<{
  bounds: readonly (readonly [number, number])[];
  points: number;
  samples: readonly (readonly number[])[];
  outputs: readonly number[];
  first: readonly number[];
  total: readonly number[];
  second?: readonly number[];
}>;

const few = { resamples: 50, seed: 1 };

describe.each(readVectors<SobolVector>((name) => /^sobol /.test(name)))(
  "SALib's $name",
  (vector) => {
    const names = vector.bounds.map((_, at) => `x${at + 1}`);
    const order: SobolOrder = vector.second === undefined ? "total" : "second";

    test("has the same samples", () => {
      const ranges = vector.bounds.map(([low, high], at) => ({ name: `x${at + 1}`, low, high }));
      const design = saltelliDesign({ ranges, points: vector.points, order, seed: undefined });
      expect(design).toHaveLength(vector.samples.length);
      expectClose(design.flat(), vector.samples.flat());
    });

    test("has the same indices", () => {
      const { indices, pairs } = sobolIndices({ names, order, outputs: vector.outputs }, few);
      expectClose(
        indices.map(({ first }) => first.value),
        vector.first,
      );
      expectClose(
        indices.map(({ total }) => total.value),
        vector.total,
      );
      expectClose(
        pairs.map(({ second }) => second.value),
        vector.second ?? [],
      );
    });
  },
);

describe.each([
  { name: "Ishigami's function", model: ishigami, order: "second" as const },
  { name: "Sobol's G", model: sobolG, order: "total" as const },
])("$name", ({ model, order }) => {
  const run = (seed: number, points: number) => {
    const outputs = saltelliDesign({ ranges: model.ranges, points, order, seed }).map(
      model.evaluate,
    );
    const names = model.ranges.map(({ name }) => name);
    return sobolIndices({ names, order, outputs }, { resamples: 200, seed });
  };

  test("comes to its analytic indices", () => {
    const { indices, pairs } = run(3, 8_192);
    expectClose(
      indices.map(({ first }) => first.value),
      model.first,
      0.005,
    );
    expectClose(
      indices.map(({ total }) => total.value),
      model.total,
      0.005,
    );
    if ("second" in model)
      expectClose(
        pairs.map(({ second }) => second.value),
        model.second,
        0.01,
      );
  });

  test("has intervals that hold the analytic index at least nine times in ten", () => {
    let held = 0;
    let all = 0;
    for (let seed = 1; seed <= 20; seed += 1)
      for (const [at, { first, total }] of run(seed, 256).indices.entries()) {
        for (const [{ low, high }, truth] of [
          [first, model.first[at]],
          [total, model.total[at]],
        ] as const) {
          all += 1;
          if (truth !== undefined && low <= truth && truth <= high) held += 1;
        }
      }
    expect(held / all).toBeGreaterThan(0.9);
  });

  test("gives the same in every bit for the same seed, and other bounds for another", () => {
    expect(run(5, 64)).toEqual(run(5, 64));
    expect(run(6, 64)).not.toEqual(run(5, 64));
  });
});

test("a figure that never changes has no indices, whatever its value", () => {
  const outputs = saltelliDesign({
    ranges: ishigami.ranges,
    points: 16,
    order: "total",
    seed: 1,
  }).map(() => 0.1);
  const { indices } = sobolIndices({ names: ["x", "y", "z"], order: "total", outputs }, few);
  const nothing = { value: 0, low: 0, high: 0 };
  expect(indices.map(({ first, total }) => [first, total])).toEqual(
    Array(3).fill([nothing, nothing]),
  );
});

test("outputs that are no whole design are refused", () => {
  expect(() => sobolIndices({ names: ["x"], order: "total", outputs: [1, 2] }, few)).toThrow(
    /a multiple of 3/,
  );
});
