import { noz, sub, wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ozonePool, weiAmount } from "./arbitraries.ts";
import { expelFromPool, joinPool, leavePool } from "./index.ts";

const before = { deposited: wei(1_000n), prepaid: wei(50n), forSale: noz(5_000n) };

test("a deposit of a tenth raises the limit by a tenth; only tracking moves s", () => {
  expect(joinPool(before, wei(100n), "literal")).toEqual({
    pool: { ...before, forSale: 5_500n },
    change: 500n,
  });
  expect(joinPool(before, wei(100n), "tracking").pool).toEqual({
    ...before,
    deposited: 1_100n,
    forSale: 5_500n,
  });
});

test.each(["literal", "tracking"] as const)(
  "who holds all of s can't leave (%s), but can be expelled",
  (profile) => {
    expect(() => leavePool(before, wei(1_000n), profile)).toThrow(/can't fall/);
    expect(expelFromPool(before, wei(1_000n), profile)).toEqual({
      pool: before,
      change: 0n,
      isSkipped: true,
    });
    expect(expelFromPool(before, wei(999n), profile).isSkipped).toBe(false);
  },
);

test("join and leave under tracking move the limit by at most one noz, and s not at all", () => {
  fc.assert(
    fc.property(ozonePool, weiAmount, (pool, deposit) => {
      const joined = joinPool(pool, deposit, "tracking");
      const left = leavePool(joined.pool, deposit, "tracking");
      expect(left.pool.deposited).toBe(pool.deposited);
      expect(sub(left.pool.forSale, pool.forSale)).toBeLessThanOrEqual(1n);
    }),
  );
});

test("join and leave under literal shrink the limit by the square of Z/s: why tracking exists", () => {
  const { pool } = joinPool(before, wei(100n), "literal");
  expect(leavePool(pool, wei(100n), "literal").pool.forSale).toBe(4_950n);
});

test("l stays positive whatever happens", () => {
  fc.assert(
    fc.property(
      ozonePool,
      weiAmount,
      fc.constantFrom("literal" as const, "tracking" as const),
      (pool, deposit, profile) => {
        expect(joinPool(pool, deposit, profile).pool.forSale > 0n).toBe(true);
        expect(expelFromPool(pool, deposit, profile).pool.forSale > 0n).toBe(true);
      },
    ),
  );
});
