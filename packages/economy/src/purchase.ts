import { add, mulDivFloor, type Noz, noz, sub, type Wei } from "@stos/units";
import { EconomyError } from "./failure.ts";
import type { OzonePool } from "./pool.ts";

/**
 * PREPAY: sells Ozone for `payment`, Δl = l · X / (s + p + X) (section 1).
 *
 * Rounds down, in favour of the pool: (s + p) · l never shrinks by a purchase. A payment that buys
 * nothing is refused, since it would be a gift.
 */
export function purchaseOzone(
  pool: OzonePool,
  payment: Wei,
): Readonly<{ pool: OzonePool; bought: Noz }> {
  const bought = purchasableOzone(pool, payment);
  if (bought === 0n) throw new EconomyError({ code: "ozone-unavailable", payment });

  const prepaid = add(pool.prepaid, payment);
  const forSale = sub(pool.forSale, bought);
  return { pool: { ...pool, prepaid, forSale }, bought };
}

/** As `purchaseOzone`, refused below `minimum`: the buyer's protection against a moved price (reading 29). */
export function purchaseOzoneAtLeast(
  pool: OzonePool,
  { payment, minimum }: Readonly<{ payment: Wei; minimum: Noz }>,
): Readonly<{ pool: OzonePool; bought: Noz }> {
  const purchase = purchaseOzone(pool, payment);
  if (purchase.bought < minimum)
    throw new EconomyError({ code: "ozone-below-minimum", bought: purchase.bought, minimum });
  return purchase;
}

/** ⌊l · X / (s + p + X)⌋: what `payment` would buy, 0 where that is less than one noz. */
export function purchasableOzone(pool: OzonePool, payment: Wei): Noz {
  const depth = pool.deposited + pool.prepaid + payment;
  return depth === 0n ? noz(0n) : noz(mulDivFloor(pool.forSale, payment, depth));
}
