import { expect, test } from "vitest";
import { sobolSequence } from "./sobol-sequence.ts";
import { readVectors } from "./testing/read-vectors.ts";

type Point = Readonly<{ index: number; point: readonly number[] }>;

test.each(readVectors<Point>((name) => name.startsWith("scipy sobol point")))(
  "the sequence is SciPy's in all 64 dimensions: $name",
  ({ index, point }) => {
    expect([...sobolSequence(64, index + 1)].at(-1)).toEqual(point);
  },
);

test("a digital shift keeps each dimension stratified", () => {
  const shifts = [0x1234_5678, 0xdead_beef, 0x0bad_cafe];
  const points = [...sobolSequence(3, 256, shifts)];
  for (const dimension of shifts.keys()) {
    const strata = points.map((point) => Math.floor((point[dimension] ?? 0) * 256));
    expect(new Set(strata).size).toBe(256);
  }
  expect(points[0]).not.toContain(0);
});

test("more dimensions than there are direction numbers are refused", () => {
  expect(() => [...sobolSequence(65, 1)]).toThrow(/at most 64 dimensions/);
});
