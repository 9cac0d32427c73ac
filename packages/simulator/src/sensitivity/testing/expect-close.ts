import { expect } from "vitest";

/** As many numbers, each within an absolute difference. */
export function expectClose(
  found: readonly number[],
  wanted: readonly number[],
  within = 1e-9,
): void {
  expect(found).toHaveLength(wanted.length);
  const off = found.map((each, at) => Math.abs(each - (wanted[at] ?? Number.NaN)));
  expect(Math.max(0, ...off)).toBeLessThanOrEqual(within);
}
