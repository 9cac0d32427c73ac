import { type Wei, wei } from "@stos/units";
import type { LockedReward } from "../locked-reward.ts";
import { byCodeUnit } from "../order.ts";

/** What one recipient was given at one time. */
export type Reward = Readonly<{ id: string }> & LockedReward;

/**
 * Rewards in columns: place i of each is of the recipient `ids[i]`, in code-unit order, each once. 2,016 epochs of them are
 * held at once, so epochs with the same recipients share one `ids`, and amounts below 2⁶⁴ wei take eight bytes.
 */
export type RewardList = Readonly<{
  ids: readonly string[];
  traffic: AmountColumn;
  mining: AmountColumn;
}>;

/** Amounts in wei: eight bytes each while all are below 2⁶⁴, else bigints. */
export type AmountColumn = Readonly<BigUint64Array> | readonly bigint[];

/**
 * The rewards of `rows`, added up by recipient. Cheapest where each run of rows is in order of ids; any order is right.
 * `likely` are ids in code-unit order: where they are the recipients, which they mostly are, the list has them themselves.
 */
export function rewardListOf(rows: readonly Reward[], likely: readonly string[] = []): RewardList {
  return addedUp(rows, likely) ?? addedUp(rows, idsOf(rows)) ?? noRewards;
}

/** The rewards one by one, in code-unit order. */
export function rewardsIn({ ids, traffic, mining }: RewardList): readonly Reward[] {
  return ids.map((id, place) => ({
    id,
    traffic: amountAt(traffic, place),
    mining: amountAt(mining, place),
  }));
}

/** Traffic and mining of every recipient together, in code-unit order. */
export function rewardTotalsIn(list: RewardList): readonly (readonly [string, Wei])[] {
  return list.ids.map((id, place) => [id, rewardTotalAt(list, place)]);
}

/** Traffic and mining together of the recipient `ids[place]`. */
export function rewardTotalAt({ traffic, mining }: RewardList, place: number): Wei {
  return wei((traffic[place] ?? 0n) + (mining[place] ?? 0n));
}

/** The recipient's reward, or undefined. O(log n). */
export function rewardOf(list: RewardList, id: string): LockedReward | undefined {
  const place = placeOf(list.ids, id);
  if (list.ids[place] !== id) return undefined;
  return { traffic: amountAt(list.traffic, place), mining: amountAt(list.mining, place) };
}

/** The list with a recipient's reward replaced; the same list where there is none of that recipient. */
export function withReward(list: RewardList, id: string, reward: LockedReward): RewardList {
  const place = placeOf(list.ids, id);
  if (list.ids[place] !== id) return list;
  return {
    ids: list.ids,
    traffic: withAmount(list.traffic, place, reward.traffic),
    mining: withAmount(list.mining, place, reward.mining),
  };
}

const noRewards: RewardList = { ids: [], traffic: [], mining: [] };

/** Undefined where `ids` are not the recipients of `rows`, all of them and no other. */
function addedUp(rows: readonly Reward[], ids: readonly string[]): RewardList | undefined {
  const traffic = new Array<bigint | undefined>(ids.length).fill(undefined);
  const mining = new Array<bigint>(ids.length).fill(0n);
  let next = 0;
  let named = 0;
  for (const row of rows) {
    if (ids[next] !== row.id) next = placeOf(ids, row.id);
    if (ids[next] !== row.id) return undefined;
    const before = traffic[next];
    if (before === undefined) named += 1;
    traffic[next] = before === undefined ? row.traffic : before + row.traffic;
    mining[next] = before === undefined ? row.mining : (mining[next] ?? 0n) + row.mining;
    next += 1;
  }
  if (named < ids.length) return undefined;
  return { ids, traffic: compact(traffic as bigint[]), mining: compact(mining) };
}

function compact(amounts: readonly bigint[]): AmountColumn {
  for (const amount of amounts) if (amount >= compactLimit) return amounts;
  const words = new BigUint64Array(amounts.length);
  for (let at = 0; at < amounts.length; at += 1) words[at] = amounts[at] ?? 0n;
  return words;
}

const compactLimit = 2n ** 64n;

function idsOf(rows: readonly Reward[]): readonly string[] {
  return [...new Set(rows.map(({ id }) => id))].sort(byCodeUnit);
}

function amountAt(column: AmountColumn, place: number): Wei {
  return wei(column[place] ?? 0n);
}

function withAmount(column: AmountColumn, place: number, amount: Wei): AmountColumn {
  return "buffer" in column && amount >= compactLimit
    ? Array.from(column).with(place, amount)
    : column.with(place, amount);
}

/** Where `id` stands, or would. O(log n). */
function placeOf(ids: readonly string[], id: string): number {
  let from = 0;
  let to = ids.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ids[middle] ?? "") < id) from = middle + 1;
    else to = middle;
  }
  return from;
}
