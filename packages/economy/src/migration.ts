import { add, min, type Noz, sub, sum, type Wei, wei } from "@stos/units";
import { exactOzoneCost, purchaseExactOzone } from "./exact-purchase.ts";
import { EconomyError } from "./failure.ts";
import { type LockedReward, rewardTotal, spendReward } from "./locked-reward.ts";
import type { OzonePool } from "./pool.ts";
import { quotePurchase } from "./purchase.ts";

/** What pays for a migration: locked rewards, oldest first, then the deposit. */
export type MigrationFunds = Readonly<{ rewards: readonly LockedReward[]; deposit: Wei }>;

/** A migration paid: `funds` is what is left, each reward at its old place. */
export type Migration = Readonly<{
  pool: OzonePool;
  bought: Noz;
  cost: Wei;
  fromRewards: Wei;
  fromDeposit: Wei;
  funds: MigrationFunds;
}>;

/**
 * The leaver pays the traffic of copying away what he held: exactly `wanted` Ozone at X = q · (s + p) / (l − q),
 * from his oldest locked reward first (of one epoch: traffic before mining), then from his deposit (section 4;
 * reading 17). X enters p.
 *
 * Rounds up, in favour of the pool. Refused where he can't pay all of it.
 */
export function payMigration(pool: OzonePool, wanted: Noz, funds: MigrationFunds): Migration {
  if (wanted === 0n) throw new EconomyError({ code: "amount-is-zero" });
  const cost = exactOzoneCost(pool, wanted);
  const total = fundsTotal(funds);
  if (cost > total) throw new EconomyError({ code: "migration-unpaid", cost, funds: total });

  return pay(pool, wanted, funds);
}

/**
 * As `payMigration`, but buys the largest q′ ≤ q that he can pay; the rest is copied uncharged. Since a cost of at
 * most F means q′ ≤ l · F / (s + p + F), q′ is what PREPAY would sell for all his funds. It may be 0.
 */
export function payMigrationAsFarAsFunded(
  pool: OzonePool,
  wanted: Noz,
  funds: MigrationFunds,
): Migration {
  return pay(pool, min(wanted, quotePurchase(pool, fundsTotal(funds)).bought), funds);
}

function pay(pool: OzonePool, bought: Noz, funds: MigrationFunds): Migration {
  const purchase = purchaseExactOzone(pool, bought);
  const { rewards, spent: fromRewards } = spendOldestFirst(funds.rewards, purchase.cost);
  const fromDeposit = sub(purchase.cost, fromRewards);
  const left = { rewards, deposit: sub(funds.deposit, fromDeposit) };
  return {
    pool: purchase.pool,
    bought,
    cost: purchase.cost,
    fromRewards,
    fromDeposit,
    funds: left,
  };
}

function spendOldestFirst(
  rewards: readonly LockedReward[],
  amount: Wei,
): Readonly<{ rewards: readonly LockedReward[]; spent: Wei }> {
  let spent = wei(0n);
  const left = rewards.map((reward) => {
    const step = spendReward(reward, sub(amount, spent));
    spent = add(spent, step.spent);
    return step.left;
  });
  return { rewards: left, spent };
}

function fundsTotal({ rewards, deposit }: MigrationFunds): Wei {
  return add(sum(rewards.map(rewardTotal)), deposit);
}
