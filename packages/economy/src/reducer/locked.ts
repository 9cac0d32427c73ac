import { type LockedReward, noReward, sumRewards } from "../locked-reward.ts";
import { rewardOf, withReward } from "./reward-list.ts";
import type { RewardBatch } from "./state.ts";

/** One recipient's locked rewards, oldest first, one for each batch. */
export function lockedRewardsOf(
  locked: readonly RewardBatch[],
  id: string,
): readonly LockedReward[] {
  return locked.map(({ rewards }) => rewardOf(rewards, id) ?? noReward);
}

/** The batches with one recipient's rewards replaced, one for each batch. */
export function withLockedRewards(
  locked: readonly RewardBatch[],
  id: string,
  rewards: readonly LockedReward[],
): readonly RewardBatch[] {
  return locked.map((batch, index) => {
    const reward = rewards[index];
    if (reward === undefined) return batch;
    const replaced = withReward(batch.rewards, id, reward);
    return replaced === batch.rewards ? batch : { ...batch, rewards: replaced };
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
