import { wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { weiAmount } from "./arbitraries.ts";
import {
  shareAmongStakers,
  shareAmongValidators,
  splitValidatorPool,
  totalShared,
} from "./index.ts";

const stos = (tenths: bigint) => wei(tenths * 10n ** 17n);

test("the paper's example: 0.8 commission, 20.8 to the validator, 79.2 to the delegators", () => {
  const validator = {
    id: "v",
    commissionBp: 100n,
    self: stos(200n),
    delegators: [{ id: "d", amount: stos(800n) }],
  };
  expect(splitValidatorPool(stos(1_000n), validator)).toEqual({
    validator: stos(208n),
    commission: stos(8n),
    delegators: stos(792n),
    each: [{ id: "d", amount: stos(792n) }],
  });
});

test("a commission above the whole is refused", () => {
  const validator = { id: "v", commissionBp: 10_001n, self: stos(1n), delegators: [] };
  expect(() => splitValidatorPool(stos(1n), validator)).toThrow(/more than the whole/);
});

const delegators = fc.uniqueArray(
  fc.record({ id: fc.constantFrom("a", "b", "c", "d"), amount: weiAmount }),
  {
    selector: ({ id }) => id,
  },
);
const validator = (id: string) =>
  fc.record({
    id: fc.constant(id),
    commissionBp: fc.bigInt({ min: 0n, max: 10_000n }),
    self: weiAmount,
    delegators,
  });

test("a validator's pool is split whole: its dust goes to the validator", () => {
  fc.assert(
    fc.property(weiAmount, validator("v"), (pool, stake) => {
      const {
        validator: own,
        commission,
        delegators: theirs,
        each,
      } = splitValidatorPool(pool, stake);
      expect(own + theirs).toBe(pool);
      expect(totalShared(each)).toBe(theirs);
      expect(own >= commission).toBe(true);
    }),
  );
});

test("stakers get in sum what their validators' pools hold, never more than the amount", () => {
  fc.assert(
    fc.property(weiAmount, validator("v"), validator("w"), (amount, v, w) => {
      const paid = totalShared(shareAmongStakers(amount, [v, w]));
      expect(paid).toBe(totalShared(shareAmongValidators(amount, [v, w])));
      expect(paid <= amount).toBe(true);
    }),
  );
});

test("a delegator of two validators gets one share, in code-unit order", () => {
  const bonded = (id: string) => ({
    id,
    commissionBp: 0n,
    self: wei(10n),
    delegators: [{ id: "d", amount: wei(30n) }],
  });
  expect(shareAmongStakers(wei(80n), [bonded("n9"), bonded("n10")])).toEqual([
    { id: "d", amount: 60n },
    { id: "n10", amount: 10n },
    { id: "n9", amount: 10n },
  ]);
});
