import { add, noz, wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nozAmount, ozonePool, product, weiAmount } from "./arbitraries.ts";
import { exactOzoneCost, payMigration, payMigrationAsFarAsFunded, rewardTotal } from "./index.ts";

const pool = { deposited: wei(1_000n), prepaid: wei(0n), forSale: noz(1_000n) };

test("the oldest reward pays first, traffic before mining, then the deposit", () => {
  const rewards = [
    { traffic: wei(10n), mining: wei(20n) },
    { traffic: wei(30n), mining: wei(40n) },
  ];
  const paid = payMigration(pool, noz(35n), { rewards, deposit: wei(500n) });
  expect(paid).toMatchObject({ cost: 37n, fromRewards: 37n, fromDeposit: 0n });
  expect(paid.funds).toEqual({
    rewards: [
      { traffic: 0n, mining: 0n },
      { traffic: 23n, mining: 40n },
    ],
    deposit: 500n,
  });
  expect(payMigration(pool, noz(200n), { rewards, deposit: wei(500n) })).toMatchObject({
    cost: 250n,
    fromRewards: 100n,
    fromDeposit: 150n,
  });
});

test("who can't pay all is refused, or buys what he can", () => {
  const funds = { rewards: [], deposit: wei(100n) };
  expect(() => payMigration(pool, noz(100n), funds)).toThrow(/costs/);
  expect(payMigrationAsFarAsFunded(pool, noz(100n), funds)).toMatchObject({
    bought: 90n,
    cost: 99n,
  });
  expect(payMigrationAsFarAsFunded(pool, noz(100n), { rewards: [], deposit: wei(0n) }).bought).toBe(
    0n,
  );
});

test("as far as funded buys the largest amount there is, and loses no wei", () => {
  const reward = fc.record({ traffic: weiAmount, mining: weiAmount });
  const fundsOf = fc.record({ rewards: fc.array(reward, { maxLength: 3 }), deposit: weiAmount });
  fc.assert(
    fc.property(ozonePool, nozAmount, fundsOf, (before, wanted, funds) => {
      const total = funds.rewards.reduce(
        (sum, one) => sum + rewardTotal(one),
        funds.deposit as bigint,
      );
      const paid = payMigrationAsFarAsFunded(before, wanted, funds);
      const left = paid.funds.rewards.reduce(
        (sum, one) => sum + rewardTotal(one),
        paid.funds.deposit as bigint,
      );

      expect(paid.fromRewards + paid.fromDeposit).toBe(paid.cost);
      expect(left + paid.cost).toBe(total);
      expect(product(paid.pool) >= product(before)).toBe(true);
      const next = add(paid.bought, noz(1n));
      if (paid.bought < wanted && next < before.forSale)
        expect(exactOzoneCost(before, next) > total).toBe(true);
    }),
  );
});
