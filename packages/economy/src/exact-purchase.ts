import { add, mulDivCeil, type Noz, sub, type Wei, wei } from "@stos/units";
import { EconomyError } from "./failure.ts";
import type { OzonePool } from "./pool.ts";

/**
 * Sells exactly `wanted` Ozone: X = q · (s + p) / (l − q), the inverse of PREPAY, for migrations (reading 17).
 *
 * Rounds up, in favour of the pool: (s + p) · l never shrinks. The whole limit can't be bought.
 */
export function purchaseExactOzone(
  pool: OzonePool,
  wanted: Noz,
): Readonly<{ pool: OzonePool; cost: Wei }> {
  const cost = exactOzoneCost(pool, wanted);
  const prepaid = add(pool.prepaid, cost);
  const forSale = sub(pool.forSale, wanted);
  return { pool: { ...pool, prepaid, forSale }, cost };
}

/** ⌈q · (s + p) / (l − q)⌉ wei: what `wanted` Ozone costs at once. */
export function exactOzoneCost(pool: OzonePool, wanted: Noz): Wei {
  if (wanted >= pool.forSale)
    throw new EconomyError({ code: "ozone-limit-exceeded", wanted, forSale: pool.forSale });
  return wei(mulDivCeil(wanted, pool.deposited + pool.prepaid, pool.forSale - wanted));
}
