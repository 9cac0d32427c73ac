import { noz, wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ozonePool, product, weiAmount } from "./arbitraries.ts";
import {
  poolAfterSettlement,
  purchaseOzone,
  purchaseOzoneAtLeast,
  quotePurchase,
  settleTraffic,
} from "./index.ts";

test("a payment as large as the deposit buys half of the limit", () => {
  const pool = { deposited: wei(1_000n), prepaid: wei(0n), forSale: noz(5_000n) };
  expect(purchaseOzone(pool, wei(1_000n))).toEqual({
    pool: { deposited: 1_000n, prepaid: 1_000n, forSale: 2_500n },
    bought: 2_500n,
  });
});

test("a payment that buys nothing is refused", () => {
  const pool = { deposited: wei(1_000n), prepaid: wei(0n), forSale: noz(5n) };
  expect(() => purchaseOzone(pool, wei(1n))).toThrow(
    expect.objectContaining({ failure: { code: "ozone-unavailable", payment: 1n } }),
  );
});

test("a purchase below the buyer's minimum is refused, one at it is not", () => {
  const pool = { deposited: wei(1_000n), prepaid: wei(0n), forSale: noz(5_000n) };
  expect(purchaseOzoneAtLeast(pool, { payment: wei(1_000n), minimum: noz(2_500n) }).bought).toBe(
    2_500n,
  );
  expect(() => purchaseOzoneAtLeast(pool, { payment: wei(1_000n), minimum: noz(2_501n) })).toThrow(
    /below/,
  );
});

test("(s + p) · l never falls by a purchase, and the limit never runs out", () => {
  fc.assert(
    fc.property(ozonePool, weiAmount, (before, payment) => {
      const { pool } = quotePurchase(before, payment);
      expect(product(pool) >= product(before)).toBe(true);
      expect(pool.forSale > 0n).toBe(true);
    }),
  );
});

test("an immediate round trip never pays out more than it cost", () => {
  fc.assert(
    fc.property(ozonePool, weiAmount, (before, payment) => {
      const { pool, bought } = quotePurchase(before, payment);
      const reward = settleTraffic(pool, bought);
      expect(reward <= payment).toBe(true);
      expect(
        product(poolAfterSettlement(pool, { consumed: bought, paid: reward })) >= product(before),
      ).toBe(true);
    }),
  );
});

test("splitting a payment never buys more", () => {
  fc.assert(
    fc.property(
      ozonePool,
      fc.array(weiAmount, { minLength: 2, maxLength: 6 }),
      (before, payments) => {
        let pool = before;
        let inParts = 0n;
        let total = 0n;
        for (const payment of payments) {
          const purchase = quotePurchase(pool, payment);
          pool = purchase.pool;
          inParts += purchase.bought;
          total += payment;
        }
        expect(inParts <= quotePurchase(before, wei(total)).bought).toBe(true);
      },
    ),
  );
});
