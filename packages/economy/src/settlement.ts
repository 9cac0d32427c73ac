import { add, min, mulDivFloor, type Noz, sub, type Wei, wei } from "@stos/units";
import { EconomyError } from "./failure.ts";
import type { OzonePool } from "./pool.ts";

/**
 * The traffic reward of the settled Ozone Y: R = min(p, (s + p) · Y / (l + Y)) (section 1).
 *
 * Rounds down, in favour of the pool. The cut to p matters only after leaves under the profile `literal`.
 */
export function settleTraffic(pool: OzonePool, consumed: Noz): Wei {
  return min(uncutTrafficReward(pool, consumed), pool.prepaid);
}

/** (s + p) · Y / (l + Y), rounded down: the paper's bare formula, which may exceed p in an insolvent pool. */
export function uncutTrafficReward(pool: OzonePool, consumed: Noz): Wei {
  if (consumed === 0n) return wei(0n);
  return wei(mulDivFloor(pool.deposited + pool.prepaid, consumed, pool.forSale + consumed));
}

/**
 * The pool after a settlement: l += Y, and p falls by what was `paid` of R.
 *
 * Shares nobody can claim and rounding dust stay in p, so (s + p) · l never shrinks (reading 10).
 */
export function poolAfterSettlement(
  pool: OzonePool,
  { consumed, paid }: Readonly<{ consumed: Noz; paid: Wei }>,
): OzonePool {
  return { ...pool, prepaid: sub(pool.prepaid, paid), forSale: add(pool.forSale, consumed) };
}

/** Returns Ozone to the limit unpaid: l += Y. For the unsettled traffic of a node that is gone (readings 15, 16). */
export function returnOzone(pool: OzonePool, ozone: Noz): OzonePool {
  return { ...pool, forSale: add(pool.forSale, ozone) };
}

/** Refuses traffic above O, the Ozone sold and not yet settled: the network never pays for what it hasn't sold. */
export function requireSold({ consumed, sold }: Readonly<{ consumed: Noz; sold: Noz }>): void {
  if (consumed > sold) throw new EconomyError({ code: "traffic-exceeds-sold", consumed, sold });
}
