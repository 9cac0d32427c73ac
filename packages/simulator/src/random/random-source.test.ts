import { expect, test } from "vitest";
import { poisson, randomSource } from "./random-source.ts";

test("the same seed and name give the same numbers, another name or seed others", () => {
  const words = (seed: number, name: string) => {
    const random = randomSource(seed, name);
    return Array.from({ length: 8 }, () => random.word());
  };
  expect(words(1, "alice")).toEqual(words(1, "alice"));
  expect(words(1, "alice")).not.toEqual(words(2, "alice"));
  expect(words(1, "alice")).not.toEqual(words(1, "bob"));
});

test("fractions lie in [0, 1) with the mean and variance of a uniform", () => {
  const random = randomSource(7, "uniform");
  const drawn = Array.from({ length: 100_000 }, () => random.fraction());
  const mean = drawn.reduce((sum, each) => sum + each, 0) / drawn.length;
  const variance = drawn.reduce((sum, each) => sum + (each - mean) ** 2, 0) / drawn.length;
  expect(Math.min(...drawn.slice(0, 1_000))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn.slice(0, 1_000))).toBeLessThan(1);
  expect(mean).toBeCloseTo(0.5, 2);
  expect(variance).toBeCloseTo(1 / 12, 2);
});

test.each([0.2, 3, 1_200])("a Poisson draw of mean %d has that mean and variance", (mean) => {
  const random = randomSource(9, "poisson");
  const drawn = Array.from({ length: 3_000 }, () => poisson(random, mean));
  const average = drawn.reduce((sum, each) => sum + each, 0) / drawn.length;
  const variance = drawn.reduce((sum, each) => sum + (each - average) ** 2, 0) / drawn.length;
  expect(Math.abs(average / mean - 1)).toBeLessThan(0.1);
  expect(Math.abs(variance / mean - 1)).toBeLessThan(0.15);
});
