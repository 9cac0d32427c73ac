import { add, noz, sub } from "@stos/units";
import { distributeEpoch, type EpochDistribution, type Payout } from "../distribution.ts";
import { addRewards, type LockedReward, noReward } from "../locked-reward.ts";
import { byCodeUnit } from "../order.ts";
import { entriesOf, mapOfSorted, type OrderedMap, withEntry } from "../ordered-map.ts";
import { type Selection, selectSettled } from "../select-settled.ts";
import { mature } from "./clock.ts";
import type { Applied } from "./operation.ts";
import type { EconomyState, RewardBatch } from "./state.ts";

/** Ends an epoch: the clock moves to its end, traffic settles, rewards are given and locked, what is due matures. */
export function settleEpoch(before: EconomyState): Applied {
  const state = { ...before, now: before.now + before.parameters.epochLength };
  const selection = selectSettled(
    entriesOf(state.traffic).map(([id, traffic]) => ({ id, traffic })),
  );
  const active = entriesOf(state.nodes).filter(([, { status }]) => status === "active");

  const distribution = distributeEpoch({
    pool: state.pool,
    mining: state.mining,
    settled: selection.settled,
    metas: active.filter(([, { role }]) => role === "meta").map(([id]) => id),
    stakes: {
      validators: state.validators,
      deposits: active.map(([id, { remaining }]) => ({ id, amount: remaining })),
    },
  });
  return {
    state: mature(paid(state, selection, distribution)),
    outcome: outcomeOf(selection, distribution),
  };
}

function paid(
  state: EconomyState,
  { settled }: Selection,
  distribution: EpochDistribution,
): EconomyState {
  const { pool, mining, consumed, payouts } = distribution;
  const issued = sub(mining.issued, state.mining.issued);
  return {
    ...state,
    pool,
    mining,
    returned: add(state.returned, sub(issued, distribution.paidMining)),
    outstanding: sub(state.outstanding, consumed),
    traffic: settled.reduce((traffic, { id }) => withEntry(traffic, id, noz(0n)), state.traffic),
    locked: [...state.locked, batchOf(state, payouts)],
  };
}

function batchOf({ now, parameters }: EconomyState, payouts: readonly Payout[]): RewardBatch {
  const freeAt = now + parameters.rewardLockEpochs * parameters.epochLength;
  return { freeAt, rewards: rewardsById(payouts) };
}

function rewardsById(payouts: readonly Payout[]): OrderedMap<LockedReward> {
  const rewards = new Map<string, LockedReward>();
  for (const payout of payouts)
    rewards.set(payout.id, addRewards(rewards.get(payout.id) ?? noReward, payout));
  return mapOfSorted([...rewards].sort(([a], [b]) => byCodeUnit(a, b)));
}

function outcomeOf({ settled }: Selection, distribution: EpochDistribution): Applied["outcome"] {
  const { consumed, trafficReward, miningReward, stage, payouts, paidTraffic, paidMining } =
    distribution;
  const ids = settled.map(({ id }) => id);
  return {
    op: "epoch",
    consumed,
    trafficReward,
    miningReward,
    stage,
    settled: ids,
    payouts,
    paidTraffic,
    paidMining,
  };
}
