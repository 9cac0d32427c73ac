import { type Wei, wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { byCodeUnit } from "../index.ts";
import { type Reward, rewardListOf, rewardOf, rewardsIn, withReward } from "./reward-list.ts";

const amount = fc
  .oneof(fc.bigInt(0n, 9n), fc.bigInt(2n ** 63n, 2n ** 64n + 1n), fc.bigInt(0n, 2n ** 90n))
  .map(wei);
const row = fc.record({
  id: fc.constantFrom("a", "b", "n1", "n10", "n9", "z"),
  traffic: amount,
  mining: amount,
});
const rows = fc.array(row, { maxLength: 12 });

test("rewards are added up by recipient, whatever ids were likely", () => {
  fc.assert(
    fc.property(rows, fc.subarray(["a", "b", "n1", "n10", "n9", "z"]), (given, likely) => {
      const expected = addedPlainly(given);
      expect(rewardsIn(rewardListOf(given, likely))).toEqual(expected);
      for (const { id, traffic, mining } of expected)
        expect(rewardOf(rewardListOf(given, likely), id)).toEqual({ traffic, mining });
    }),
    { numRuns: 2_000 },
  );
});

test("recipients that were likely share their ids, others get their own", () => {
  const likely = ["a", "b"];
  const both = ["a", "b", "a"].map((id) => ({ id, traffic: wei(1n), mining: wei(2n) }));
  expect(rewardListOf(both, likely).ids).toBe(likely);
  expect(rewardListOf(both.slice(0, 1), likely).ids).toEqual(["a"]);
});

test("amounts below 2⁶⁴ take eight bytes each, and a larger one makes its column wide", () => {
  const list = rewardListOf([{ id: "a", traffic: wei(2n ** 64n - 1n), mining: wei(2n ** 64n) }]);
  expect(list.traffic).toBeInstanceOf(BigUint64Array);
  expect(list.mining).toEqual([2n ** 64n]);
  const reward = { traffic: wei(2n ** 65n), mining: wei(0n) };
  expect(rewardOf(withReward(list, "a", reward), "a")).toEqual(reward);
  expect(rewardOf(list, "a")).toEqual({ traffic: 2n ** 64n - 1n, mining: 2n ** 64n });
});

function addedPlainly(given: readonly Reward[]): readonly Reward[] {
  const total = (id: string, of: (reward: Reward) => Wei) =>
    wei(given.filter((each) => each.id === id).reduce((sum, each) => sum + of(each), 0n));
  return [...new Set(given.map(({ id }) => id))].sort(byCodeUnit).map((id) => ({
    id,
    traffic: total(id, ({ traffic }) => traffic),
    mining: total(id, ({ mining }) => mining),
  }));
}
