import { add, type Noz, noz, sub } from "@stos/units";
import {
  distributeEpoch,
  type EpochDistribution,
  type Payout,
  payoutKinds,
} from "../distribution.ts";
import { entriesOf, mapValues, type OrderedMap } from "../ordered-map.ts";
import { type Selection, selectSettled } from "../select-settled.ts";
import { mature } from "./clock.ts";
import type { Applied } from "./operation.ts";
import { mergeRewards } from "./reward-list.ts";
import { standingOf } from "./standing.ts";
import type { EconomyState, RewardBatch } from "./state.ts";

/** Ends an epoch: the clock moves to its end, traffic settles, rewards are given and locked, what is due matures. */
export function settleEpoch(before: EconomyState): Applied {
  const state = { ...before, now: before.now + before.parameters.epochLength };
  const selection = selectSettled(
    entriesOf(state.traffic).map(([id, traffic]) => ({ id, traffic })),
  );
  const { metas, deposits } = standingOf(state.nodes);

  const distribution = distributeEpoch({
    pool: state.pool,
    mining: state.mining,
    settled: selection.settled,
    metas,
    stakes: { validators: state.validators, deposits },
  });
  return {
    state: mature(paid(state, selection, distribution)),
    outcome: outcomeOf(selection, distribution),
  };
}

function paid(
  state: EconomyState,
  selection: Selection,
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
    traffic: carriedTraffic(state.traffic, selection),
    locked: [...state.locked, batchOf(state, payouts)],
  };
}

/** What ranks up to the last settled node is settled: its traffic is 0 now. */
function carriedTraffic(traffic: OrderedMap<Noz>, { settled }: Selection): OrderedMap<Noz> {
  const last = settled.at(-1);
  if (last === undefined) return traffic;
  const nothing = noz(0n);
  return mapValues(traffic, (unsettled, id) => {
    const isSettled = unsettled > last.traffic || (unsettled === last.traffic && id <= last.id);
    return isSettled ? nothing : unsettled;
  });
}

function batchOf({ now, parameters }: EconomyState, payouts: readonly Payout[]): RewardBatch {
  const freeAt = now + parameters.rewardLockEpochs * parameters.epochLength;
  const lists = payoutKinds.map((wanted) => payouts.filter(({ kind }) => kind === wanted));
  return { freeAt, rewards: mergeRewards(lists) };
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
