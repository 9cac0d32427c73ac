import { type Noz, noz, type Wei, wei } from "@stos/units";
import fc from "fast-check";
import type { OzonePool } from "./pool.ts";

/** Amounts of every size, from one unit to 10²⁷, since rounding matters most where sizes differ. */
export const amount: fc.Arbitrary<bigint> = fc
  .tuple(
    fc.bigInt({ min: 1n, max: 9_999n }),
    fc.integer({ min: 0, max: 23 }),
    fc.bigInt({ min: 0n, max: 9n }),
  )
  .map(([mantissa, exponent, odd]) => mantissa * 10n ** BigInt(exponent) + odd);

/** A positive amount of STOS, in wei. */
export const weiAmount: fc.Arbitrary<Wei> = amount.map(wei);
/** A positive amount of Ozone, in noz. */
export const nozAmount: fc.Arbitrary<Noz> = amount.map(noz);

/** A pool with a deposit and Ozone for sale; its prepay may be 0. */
export const ozonePool: fc.Arbitrary<OzonePool> = fc.record({
  deposited: weiAmount,
  prepaid: fc.oneof(fc.constant(wei(0n)), weiAmount),
  forSale: nozAmount,
});

/** (s + p) · l, which no PREPAY and no settlement may lower. */
export function product({ deposited, prepaid, forSale }: OzonePool): bigint {
  return (deposited + prepaid) * forSale;
}
