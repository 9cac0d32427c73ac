import { addRewards, type LockedReward } from "../locked-reward.ts";

/** What one recipient was given at one time. */
export type Reward = Readonly<{ id: string }> & LockedReward;

/** Rewards in code-unit order of their recipients, each once. A plain array: 2,016 epochs of them are held at once. */
export type RewardList = readonly Reward[];

/** The rewards of lists that are each in order, one for each recipient. Linear. */
export function mergeRewards(lists: readonly RewardList[]): RewardList {
  return lists.reduce((merged, list) => mergeTwo(merged, list), []);
}

/** The recipient's reward, or undefined. O(log n). */
export function rewardOf(list: RewardList, id: string): LockedReward | undefined {
  return list[placeOf(list, id)];
}

/** The list with a recipient's reward replaced; the same list where there is none of that recipient. */
export function withReward(list: RewardList, id: string, reward: LockedReward): RewardList {
  const place = placeOf(list, id);
  return place === -1 ? list : list.with(place, { id, ...reward });
}

function mergeTwo(a: RewardList, b: RewardList): RewardList {
  if (a.length === 0) return b;
  const merged: Reward[] = [];
  let i = 0;
  for (const reward of b) {
    for (let next = a[i]; next !== undefined && next.id < reward.id; next = a[i]) {
      merged.push(next);
      i += 1;
    }
    const same = a[i];
    if (same?.id === reward.id) {
      i += 1;
      merged.push({ id: reward.id, ...addRewards(same, reward) });
    } else merged.push(reward);
  }
  for (let rest = a[i]; rest !== undefined; rest = a[i]) {
    merged.push(rest);
    i += 1;
  }
  return merged;
}

function placeOf(list: RewardList, id: string): number {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((list[middle]?.id ?? "") < id) from = middle + 1;
    else to = middle;
  }
  return list[from]?.id === id ? from : -1;
}
