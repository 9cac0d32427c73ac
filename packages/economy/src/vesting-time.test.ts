import { expect, test } from "vitest";
import { epochAt, epochEnd, epochStart, rewardFreeTime } from "./index.ts";

const clock = { origin: 1_000n, length: 600n };

test("an epoch covers its start, not its end", () => {
  expect(epochAt(clock, 1_000n)).toBe(0n);
  expect(epochAt(clock, 1_599n)).toBe(0n);
  expect(epochAt(clock, 1_600n)).toBe(1n);
  expect(epochEnd(clock, 4n)).toBe(epochStart(clock, 5n));
  expect(() => epochAt(clock, 999n)).toThrow(RangeError);
});

test("a reward is free at the end of epoch e + 2,016", () => {
  expect(rewardFreeTime(clock, { epoch: 5n, handledIn: 6n })).toBe(epochEnd(clock, 5n + 2_016n));
});

test("one handled late is free at the start of epoch h + 2,016", () => {
  expect(rewardFreeTime(clock, { epoch: 5n, handledIn: 9n })).toBe(epochStart(clock, 9n + 2_016n));
});
