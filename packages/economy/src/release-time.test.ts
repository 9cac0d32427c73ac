import { expect, test } from "vitest";
import { depositReleaseTime, properShutdownTime } from "./index.ts";

const day = 86_400n;

test.each([
  { out: 150n, back: 194n },
  { out: 190n, back: 204n },
])("a deposit of day 1, left on day $out, is back on day $back", ({ out, back }) => {
  expect(depositReleaseTime({ depositedAt: 0n, leftAt: out * day })).toBe(back * day);
});

test("in seconds, never early", () => {
  expect(depositReleaseTime({ depositedAt: 7n, leftAt: 180n * day + 8n })).toBe(194n * day + 8n);
  expect(depositReleaseTime({ depositedAt: 7n, leftAt: 180n * day + 6n })).toBe(194n * day + 7n);
  expect(properShutdownTime(5n)).toBe(14n * day + 5n);
});
