import { mulDivFloor, sub, type Wei, wei } from "@stos/units";
import { one } from "../decimal.ts";

/** A validator with its own shares and everybody's, in 10⁻¹⁸; `rate` is its commission, in 10⁻¹⁸. */
export type PoolShares = Readonly<{ own: bigint; all: bigint; rate: bigint }>;

/** `own` + `commission` + `others` is the whole pool. */
export type SplitPool = Readonly<{ own: Wei; commission: Wei; others: Wei }>;

/**
 * Splits one validator's pool by shares, with a commission on the delegators' part (section 5): of 100 STOS with 20 %
 * self-delegated and a commission of 1 %, 0.8 commission, 20 for the own delegation and 79.2 for the delegators.
 *
 * Rounds the delegators' part and the commission down; the dust of the first goes to the validator.
 */
export function splitPool(pool: Wei, { own, all, rate }: PoolShares): SplitPool {
  const delegated = wei(mulDivFloor(pool, all - own, all));
  const commission = wei(mulDivFloor(delegated, rate, one));
  return { own: sub(pool, delegated), commission, others: sub(delegated, commission) };
}

/** A share's earning is counted in 10⁻⁷² wei per 10⁻¹⁸ share: all that 10²⁶ wei of stake lose to it in an epoch is far below a wei. */
const ratioScale = 10n ** 72n;

/** What one share earns of `amount`. Rounds down. */
export function ratioOf(amount: Wei, shares: bigint): bigint {
  return shares === 0n ? 0n : mulDivFloor(amount, ratioScale, shares);
}

/** What `shares` earn of a ratio. Rounds down, so all together never get more than was there. */
export function amountOfRatio(shares: bigint, ratio: bigint): Wei {
  return wei(mulDivFloor(shares, ratio, ratioScale));
}
