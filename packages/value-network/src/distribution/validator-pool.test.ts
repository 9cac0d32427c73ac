import { splitValidatorPool } from "@stos/economy";
import { wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { one } from "../decimal.ts";
import { amountOfRatio, ratioOf, splitPool } from "./validator-pool.ts";

const stos = 10n ** 18n;
const stake = fc.bigInt({ min: 0n, max: 10n ** 26n }).map(wei);

test("the paper's example: 0.8 commission, 20.8 to the validator and 79.2 to the delegators of 100", () => {
  const { own, commission, others } = splitPool(wei(100n * stos), {
    own: 20n * one,
    all: 100n * one,
    rate: one / 100n,
  });
  expect(commission).toBe((8n * stos) / 10n);
  expect(own + commission).toBe((208n * stos) / 10n);
  expect(others).toBe((792n * stos) / 10n);
});

test("commission and parts are the economy's own, to the wei, and a delegator's by its ratio at most a wei away", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 20n }).map(wei),
      fc.bigInt({ min: 0n, max: 10_000n }),
      stake,
      fc.array(stake, { minLength: 1, maxLength: 5 }),
      (pool, commissionBp, self, delegated) => {
        const total = delegated.reduce((sum, amount) => sum + amount, 0n);
        fc.pre(self + total > 0n);
        const delegators = delegated.map((amount, index) => ({ id: `${index}`, amount }));
        const exact = splitValidatorPool(pool, { id: "v", commissionBp, self, delegators });
        const shares = {
          own: self * one,
          all: (self + total) * one,
          rate: (commissionBp * one) / 10_000n,
        };
        const split = splitPool(pool, shares);
        expect(split.commission).toBe(exact.commission);
        expect(split.own + split.commission + split.others).toBe(pool);

        const ratio = ratioOf(split.others, total * one);
        const paid = delegated.map((amount) => amountOfRatio(amount * one, ratio));
        for (const [index, amount] of paid.entries()) {
          const wanted = exact.each[index]?.amount ?? 0n;
          expect(amount === wanted || amount === wanted - 1n).toBe(true);
        }
        expect(paid.reduce((sum, amount) => sum + amount, 0n)).toBeLessThanOrEqual(split.others);
      },
    ),
  );
});
