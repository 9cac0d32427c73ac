import { mulDivFloor, type Noz, type Wei } from "@stos/units";
import { EconomyError } from "./failure.ts";

/** The constant-product pool between STOS and Ozone. Its constant is (s + p) · l (section 1). */
export type OzonePool = Readonly<{
  /** s: the genesis deposit, which the profile `tracking` moves with every join and leave. */
  deposited: Wei;
  /** p: the unissued prepay, the paper's Volume Pool. */
  prepaid: Wei;
  /** l: the remaining Ozone limit, the most that users can still buy. */
  forSale: Noz;
}>;

/**
 * The price (s + p) / l in STOS per Ozone, with 18 decimals (section 1).
 *
 * Rounds down. It is for display alone; no rule computes with it.
 */
export function priceE18(pool: OzonePool): bigint {
  if (pool.forSale === 0n) throw new EconomyError({ code: "nothing-for-sale" });
  return mulDivFloor(pool.deposited + pool.prepaid, priceScale, pool.forSale);
}

/** One wei per noz is 10⁻⁹ STOS per Ozone, and 18 decimals are wanted. */
const priceScale = 10n ** 9n;

/**
 * Whether the pool could redeem all Ozone outstanding: (s + p) · O / (l + O) ≤ p, which is s · O ≤ p · l.
 *
 * PREPAY and settlement preserve it; a leave under the profile `literal` may break it.
 */
export function isSolvent(pool: OzonePool, outstanding: Noz): boolean {
  return pool.deposited * outstanding <= pool.prepaid * pool.forSale;
}
