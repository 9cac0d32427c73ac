import { noz, wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nozAmount, ozonePool, product } from "./arbitraries.ts";
import { exactOzoneCost, purchaseExactOzone, quotePurchase } from "./index.ts";

test("the whole limit can't be bought", () => {
  const pool = { deposited: wei(10n), prepaid: wei(0n), forSale: noz(5n) };
  expect(() => exactOzoneCost(pool, noz(5n))).toThrow(/remaining limit/);
  expect(exactOzoneCost(pool, noz(4n))).toBe(40n);
});

test("the cost is the least payment that buys as much by PREPAY", () => {
  fc.assert(
    fc.property(ozonePool, nozAmount, (before, wanted) => {
      fc.pre(wanted < before.forSale);
      const { pool, cost } = purchaseExactOzone(before, wanted);
      expect(quotePurchase(before, cost).bought >= wanted).toBe(true);
      expect(quotePurchase(before, wei(cost - 1n)).bought < wanted).toBe(true);
      expect(product(pool) >= product(before)).toBe(true);
    }),
  );
});
