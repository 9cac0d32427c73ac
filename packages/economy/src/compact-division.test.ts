import { sum, wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compactWeights, divideCompactly } from "./compact-division.ts";
import { divideByWeight, totalDivided, weightsOf } from "./pro-rata.ts";

const stos = 10n ** 18n;
const near = (border: bigint) =>
  fc.bigInt({ min: border > 3n ? border - 3n : 0n, max: border + 3n });
const powers = fc.integer({ min: 0, max: 53 }).chain((bits) => near(2n ** BigInt(bits)));
const weight = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 48n }), powers, fc.bigInt(0n, 9n));
const amount = fc.oneof(
  fc.bigInt({ min: 0n, max: 80n * stos }),
  fc.bigInt({ min: 0n, max: 2n ** 90n }),
  fc.integer({ min: 0, max: 80 }).chain((bits) => near(2n ** BigInt(bits))),
);

test("every quotient is the bigints' own, of any weights and amounts", () => {
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 60 }), amount, (each, shared) => {
      const total = each.reduce((a, b) => a + b, 0n);
      fc.pre(total > 0n);
      expectExact(each, total, shared);
    }),
    { numRuns: 20_000 },
  );
});

test("a quotient next to a whole number, on either side of it, is rounded down as it must be", () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 2n ** 52n), fc.bigInt(1n, 2n ** 60n), near(3n), (w, q, off) => {
      const total = 2n ** 53n - 1n;
      const shared = (q * total) / w + off;
      expectExact([w, total - w], total, shared);
    }),
    { numRuns: 20_000 },
  );
});

test("a sum of 2⁵³ without a common divisor, and quotients from 2⁶¹ on, are left to bigints", () => {
  expect(compactWeights([2n ** 53n - 1n, 1n], 2n ** 53n)).toBeUndefined();
  const most = compactWeights([2n ** 53n - 2n, 1n], 2n ** 53n - 1n);
  expect(most && divideCompactly(2n ** 61n - 1n, { ...most, largest: 2 ** 53 })).toBeUndefined();
  expect(most && divideCompactly(2n ** 62n, most)).toBeUndefined();
});

test("deposits of whole STOS weigh by their number, and share as by their wei", () => {
  const deposits = Array.from({ length: 1_000 }, (_, at) => BigInt(1_000 + at) * stos);
  const weights = weightsOf(deposits, (each) => each);
  const compact = compactWeights(deposits, weights.total);
  expect(compact?.total).toBe(weights.total / stos);
  const shared = 15n * stos + 7n;
  expect(divideByWeight(wei(shared), weights)).toEqual(
    deposits.map((deposit) => (shared * deposit) / weights.total),
  );
});

function expectExact(each: readonly bigint[], total: bigint, shared: bigint): void {
  const compact = compactWeights(each, total);
  const quotients = compact && divideCompactly(shared, compact);
  if (quotients === undefined) {
    const largest = each.toSorted((a, b) => (a < b ? -1 : 1)).at(-1) ?? 0n;
    expect(total >= 2n ** 53n || (shared * largest) / total >= 2n ** 61n - 2n ** 10n).toBe(true);
    return;
  }
  expect(quotients).toEqual(each.map((w) => (shared * w) / total));
  const weights = { each, total, compact };
  const shares = divideByWeight(wei(shared), weights);
  expect(totalDivided(wei(shared), shares, weights)).toBe(sum(shares));
}
