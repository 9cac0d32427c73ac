import { add, noz, wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nozAmount, ozonePool, product } from "./arbitraries.ts";
import { poolAfterSettlement, requireSold, settleTraffic, uncutTrafficReward } from "./index.ts";

test("nothing consumed earns nothing", () => {
  const pool = { deposited: wei(0n), prepaid: wei(0n), forSale: noz(0n) };
  expect(settleTraffic(pool, noz(0n))).toBe(0n);
});

test("an insolvent pool pays p and no more", () => {
  const pool = { deposited: wei(1_000n), prepaid: wei(10n), forSale: noz(1_000n) };
  expect(uncutTrafficReward(pool, noz(11n))).toBe(10n);
  expect(uncutTrafficReward(pool, noz(500n))).toBe(336n);
  expect(settleTraffic(pool, noz(500n))).toBe(10n);
});

test("traffic above what was sold is refused", () => {
  expect(() => requireSold({ consumed: noz(6n), sold: noz(5n) })).toThrow(
    expect.objectContaining({ failure: { code: "traffic-exceeds-sold", consumed: 6n, sold: 5n } }),
  );
  expect(() => requireSold({ consumed: noz(5n), sold: noz(5n) })).not.toThrow();
});

test("a settlement pays at most p, and (s + p) · l never falls", () => {
  fc.assert(
    fc.property(ozonePool, nozAmount, (before, consumed) => {
      const paid = settleTraffic(before, consumed);
      expect(paid <= before.prepaid).toBe(true);
      expect(product(poolAfterSettlement(before, { consumed, paid })) >= product(before)).toBe(
        true,
      );
    }),
  );
});

test("settling in parts never pays more than at once", () => {
  fc.assert(
    fc.property(ozonePool, nozAmount, nozAmount, (before, first, second) => {
      const paid = settleTraffic(before, first);
      const between = poolAfterSettlement(before, { consumed: first, paid });
      const inParts = paid + settleTraffic(between, second);
      expect(inParts <= settleTraffic(before, add(first, second))).toBe(true);
    }),
  );
});
