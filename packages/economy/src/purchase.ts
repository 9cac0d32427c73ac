import { add, mulDivFloor, type Noz, noz, sub, type Wei } from "@stos/units";
import { EconomyError } from "./failure.ts";
import type { OzonePool } from "./pool.ts";

/** The pool after a purchase, and the Ozone sold. */
export type Purchase = Readonly<{ pool: OzonePool; bought: Noz }>;

/**
 * PREPAY: sells Ozone for `payment`, Δl = l · X / (s + p + X) (section 1).
 *
 * Rounds down, in favour of the pool: (s + p) · l never shrinks by a purchase. A payment that buys
 * nothing is refused, since it would be a gift.
 */
export function purchaseOzone(pool: OzonePool, payment: Wei): Purchase {
  const purchase = quotePurchase(pool, payment);
  if (purchase.bought === 0n) throw new EconomyError({ code: "ozone-unavailable", payment });
  return purchase;
}

/** As `purchaseOzone`, refused below `minimum`: the buyer's protection against a moved price (reading 29). */
export function purchaseOzoneAtLeast(
  pool: OzonePool,
  { payment, minimum }: Readonly<{ payment: Wei; minimum: Noz }>,
): Purchase {
  const purchase = purchaseOzone(pool, payment);
  if (purchase.bought < minimum)
    throw new EconomyError({ code: "ozone-below-minimum", bought: purchase.bought, minimum });
  return purchase;
}

/** The bare formula: what `payment` would buy and where it would leave the pool, also where that is nothing. */
export function quotePurchase(pool: OzonePool, payment: Wei): Purchase {
  const depth = pool.deposited + pool.prepaid + payment;
  const bought = depth === 0n ? noz(0n) : noz(mulDivFloor(pool.forSale, payment, depth));

  const prepaid = add(pool.prepaid, payment);
  const forSale = sub(pool.forSale, bought);
  return { pool: { ...pool, prepaid, forSale }, bought };
}
