import { type LockedReward, noReward, sumRewards } from "../locked-reward.ts";
import { lookUp, withEntry } from "../ordered-map.ts";
import type { RewardBatch } from "./state.ts";

/** One recipient's locked rewards, oldest first, one for each batch. */
export function lockedRewardsOf(
  locked: readonly RewardBatch[],
  id: string,
): readonly LockedReward[] {
  return locked.map(({ rewards }) => lookUp(rewards, id) ?? noReward);
}

/** The batches with one recipient's rewards replaced, one for each batch. */
export function withLockedRewards(
  locked: readonly RewardBatch[],
  id: string,
  rewards: readonly LockedReward[],
): readonly RewardBatch[] {
  return locked.map((batch, index) => {
    const reward = rewards[index];
    if (reward === undefined || lookUp(batch.rewards, id) === undefined) return batch;
    return { ...batch, rewards: withEntry(batch.rewards, id, reward) };
  });
}

/** Takes everything locked from one recipient (reading 11). */
export function cancelLocked(
  locked: readonly RewardBatch[],
  id: string,
): Readonly<{ locked: readonly RewardBatch[]; cancelled: LockedReward }> {
  const cancelled = sumRewards(lockedRewardsOf(locked, id));
  const nothing = locked.map(() => noReward);
  return { locked: withLockedRewards(locked, id, nothing), cancelled };
}
