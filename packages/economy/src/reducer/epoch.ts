import { add, type Noz, noz, sub } from "@stos/units";
import { distributeEpoch, type EpochDistribution, type Payout } from "../distribution.ts";
import { entriesOf, mapValues, type OrderedMap } from "../ordered-map.ts";
import { type NodeTraffic, type Selection, selectSettled } from "../select-settled.ts";
import { mature } from "./clock.ts";
import type { Applied } from "./operation.ts";
import { rewardListOf } from "./reward-list.ts";
import { standingOf } from "./standing.ts";
import type { EconomyState, RewardBatch } from "./state.ts";

/** Ends an epoch: the clock moves to its end, traffic settles, rewards are given and locked, what is due matures. */
export function settleEpoch(before: EconomyState): Applied {
  const state = { ...before, now: before.now + before.parameters.epochLength };
  const unsettled = entriesOf(state.traffic).map(([id, traffic]) => ({ id, traffic }));
  const selection = selectSettled(unsettled);
  const { metas, deposits } = standingOf(state.nodes);

  const distribution = distributeEpoch({
    pool: state.pool,
    mining: state.mining,
    settled: inOrderOfIds(unsettled, selection),
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

/** The settled nodes in the order of `unsettled`, which is cheaper than to sort them again. */
function inOrderOfIds(
  unsettled: readonly NodeTraffic[],
  { settled }: Selection,
): readonly NodeTraffic[] {
  const last = settled.at(-1);
  return last === undefined ? [] : unsettled.filter((node) => ranksUpTo(last, node));
}

/** What ranks up to the last settled node is settled: its traffic is 0 now. */
function carriedTraffic(traffic: OrderedMap<Noz>, { settled }: Selection): OrderedMap<Noz> {
  const last = settled.at(-1);
  if (last === undefined) return traffic;
  const nothing = noz(0n);
  return mapValues(traffic, (unsettled, id) =>
    ranksUpTo(last, { id, traffic: unsettled }) ? nothing : unsettled,
  );
}

function ranksUpTo(last: NodeTraffic, { id, traffic }: NodeTraffic): boolean {
  return traffic > last.traffic || (traffic === last.traffic && id <= last.id);
}

function batchOf(
  { now, parameters, locked }: EconomyState,
  payouts: readonly Payout[],
): RewardBatch {
  const freeAt = now + parameters.rewardLockEpochs * parameters.epochLength;
  return { freeAt, rewards: rewardListOf(payouts, locked.at(-1)?.rewards.ids) };
}

function outcomeOf({ settled }: Selection, distribution: EpochDistribution): Applied["outcome"] {
  const { consumed, trafficReward, miningReward, stage } = distribution;
  const { payouts, paidTo, paidTraffic, paidMining } = distribution;
  return {
    op: "epoch",
    consumed,
    trafficReward,
    miningReward,
    stage,
    settled: settled.map(({ id }) => id),
    payouts,
    paidTo,
    paidTraffic,
    paidMining,
  };
}
