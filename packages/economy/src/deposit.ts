import { add, mulDivFloor, type Noz, noz, sub, type Wei } from "@stos/units";
import { EconomyError } from "./failure.ts";
import type { OzonePool } from "./pool.ts";

/**
 * What s does when nodes come and go. `literal`: it stays the genesis deposit, as the paper writes, and
 * leaves may make the pool insolvent. `tracking`: s += Z and s −= Z, and the pool stays solvent.
 */
export type DepositProfile = "literal" | "tracking";

/** The pool after a deposit or a leave, and by how much l moved. */
export type LimitChange = Readonly<{ pool: OzonePool; change: Noz }>;

/**
 * A node joins with Z, or tops up by Z: l += l · Z / s (section 4; readings 20, 22).
 *
 * Rounds down, in favour of the Ozone already sold: the limit rises by a noz less rather than more.
 */
export function joinPool(pool: OzonePool, deposit: Wei, profile: DepositProfile): LimitChange {
  const change = limitChange(pool, deposit);
  const deposited = profile === "tracking" ? add(pool.deposited, deposit) : pool.deposited;
  return { pool: { ...pool, deposited, forSale: add(pool.forSale, change) }, change };
}

/**
 * A node leaves: l −= l · Z / s, with its initial deposit Z before any slashing or fee (section 4; reading 1).
 *
 * Rounds down, in favour of buyers. Refused where l would not stay positive.
 */
export function leavePool(
  pool: OzonePool,
  initialDeposit: Wei,
  profile: DepositProfile,
): LimitChange {
  const change = limitChange(pool, initialDeposit);
  if (change >= pool.forSale) {
    throw new EconomyError({
      code: "limit-would-not-stay-positive",
      fall: change,
      forSale: pool.forSale,
    });
  }

  const deposited = profile === "tracking" ? sub(pool.deposited, initialDeposit) : pool.deposited;
  return { pool: { ...pool, deposited, forSale: sub(pool.forSale, change) }, change };
}

/**
 * An improper exit: as `leavePool`, but never refused. Where l would not stay positive, neither l nor s
 * moves and `isSkipped` says so (readings 11, 16).
 */
export function expelFromPool(
  pool: OzonePool,
  initialDeposit: Wei,
  profile: DepositProfile,
): LimitChange & Readonly<{ isSkipped: boolean }> {
  const isSkipped = limitChange(pool, initialDeposit) >= pool.forSale;
  if (isSkipped) return { pool, change: noz(0n), isSkipped };
  return { ...leavePool(pool, initialDeposit, profile), isSkipped };
}

/** Δl = ⌊l · Z / s⌋. */
function limitChange(pool: OzonePool, deposit: Wei): Noz {
  if (pool.deposited === 0n) throw new EconomyError({ code: "nothing-deposited" });
  return noz(mulDivFloor(pool.forSale, deposit, pool.deposited));
}
