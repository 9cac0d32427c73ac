import { add, min, sub, sum, type Wei, wei } from "@stos/units";

/** A reward inside its lock, by origin: a cancellation returns each part to where it came from (reading 11). */
export type LockedReward = Readonly<{ traffic: Wei; mining: Wei }>;

/** Nothing locked. */
export const noReward: LockedReward = { traffic: wei(0n), mining: wei(0n) };

/** Traffic and mining together. */
export function rewardTotal({ traffic, mining }: LockedReward): Wei {
  return add(traffic, mining);
}

/** Two rewards of one recipient in one. */
export function addRewards(a: LockedReward, b: LockedReward): LockedReward {
  return { traffic: add(a.traffic, b.traffic), mining: add(a.mining, b.mining) };
}

/** All locked rewards of one recipient, by origin: what a cancellation returns. */
export function sumRewards(rewards: readonly LockedReward[]): LockedReward {
  return {
    traffic: sum(rewards.map(({ traffic }) => traffic)),
    mining: sum(rewards.map(({ mining }) => mining)),
  };
}

/** Takes up to `amount` from a reward, traffic before mining (reading 17). */
export function spendReward(
  reward: LockedReward,
  amount: Wei,
): Readonly<{ left: LockedReward; spent: Wei }> {
  const traffic = min(reward.traffic, amount);
  const mining = min(reward.mining, sub(amount, traffic));
  const left = { traffic: sub(reward.traffic, traffic), mining: sub(reward.mining, mining) };
  return { left, spent: add(traffic, mining) };
}
