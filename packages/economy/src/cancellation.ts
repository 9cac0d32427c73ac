import { add, type Noz, sub } from "@stos/units";
import { EconomyError } from "./failure.ts";
import type { LockedReward } from "./locked-reward.ts";
import { type MiningState, refillMiningPool } from "./mining.ts";
import type { OzonePool } from "./pool.ts";

/** The two pools that rewards come from. */
export type RewardSources = Readonly<{ pool: OzonePool; mining: MiningState }>;

/**
 * Cancels locked rewards: traffic goes back to p, mining back to the Mining Pool (section 2; reading 11). What was
 * issued stays issued, so a cancellation lengthens the last stage and brings no earlier one back.
 */
export function cancelRewards(
  { pool, mining }: RewardSources,
  cancelled: LockedReward,
): RewardSources {
  return {
    pool: { ...pool, prepaid: add(pool.prepaid, cancelled.traffic) },
    mining: refillMiningPool(mining, cancelled.mining),
  };
}

/**
 * Undoes a settlement whose report is voided inside its lock: its rewards return by origin and l −= Y, while the
 * caller's O += Y. Refused where l would not stay positive.
 */
export function voidSettlement(
  sources: RewardSources,
  { consumed, rewards }: Readonly<{ consumed: Noz; rewards: LockedReward }>,
): RewardSources {
  const { pool, mining } = cancelRewards(sources, rewards);
  if (consumed >= pool.forSale) {
    throw new EconomyError({
      code: "limit-would-not-stay-positive",
      fall: consumed,
      forSale: pool.forSale,
    });
  }
  return { pool: { ...pool, forSale: sub(pool.forSale, consumed) }, mining };
}
