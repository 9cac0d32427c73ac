import type { EpochFigures } from "../engine/simulated-economy.ts";
import type { FastState } from "./fast-state.ts";
import { addToSum } from "./long-sum.ts";
import type { FastNode } from "./node-table.ts";
import { fastMiningReward, fastPay, fastStage, fastTrafficReward, microWei } from "./pool-rules.ts";

/** Ends an epoch: the top 80 % settle, R and M are shared by the stage's percentages and locked, what is due becomes free. */
export function shareEpoch(state: FastState): EpochFigures {
  const { pool, kernel, stakeShare, metaShare } = state;
  const { functions } = kernel;
  state.now += state.genesis.epochSeconds;
  state.epoch += 1;

  const consumed = functions.select(state.border);
  const settledNodes = functions.selectedCount.value;
  const unsettled = functions.unsettledTotal.value;
  state.border = functions.borderOf();
  const stage = fastStage(pool.issuedMicro);
  const minedMicro = fastMiningReward(pool, stage);
  const traffic = fastTrafficReward(pool, consumed);
  const mining = minedMicro * microWei;

  // Where nobody can claim a part, it stays in the pool it came from (reading 10).
  const staked = state.delegations + state.activeDeposits;
  const resource = settledNodes === 0 ? 0 : stage.resource;
  const meta = state.active.meta === 0 ? 0 : stage.meta;
  const stake = staked === 0 ? 0 : stage.stake;

  const row = state.epoch % state.lockEpochs;
  const perTraffic = consumed === 0 ? 0 : (traffic * resource) / consumed / 100;
  const perMining = consumed === 0 ? 0 : (mining * resource) / consumed / 100;
  const recounted = functions.pay(perTraffic, perMining, kernel.rowOffset(row));
  if (recounted !== consumed)
    throw new RangeError(`the kernel paid ${recounted} noz of the ${consumed} it selected`);
  state.perTraffic[row] = perTraffic;
  state.perMining[row] = perMining;
  const perHead = meta === 0 ? 0 : meta / 100 / state.active.meta;
  const perStake = stake === 0 ? 0 : stake / 100 / staked;
  metaShare.add(traffic * perHead, mining * perHead);
  stakeShare.add(traffic * perStake, mining * perStake);

  const claimed = (resource + meta + stake) / 100;
  const paidMining =
    fastPay(pool, { consumed, trafficReward: traffic, minedMicro, claimed }) * microWei;
  const paidTraffic = traffic * claimed;
  state.traffic = unsettled - consumed;
  lock(state, row, paidTraffic + paidMining);
  if (state.nextReleaseAt <= state.now) releaseDeposits(state);

  const both = traffic + mining;
  return {
    epoch: state.epoch,
    consumed,
    trafficReward: traffic,
    miningReward: mining,
    stage: stage.stage,
    paidTraffic,
    paidMining,
    paid: {
      resource: (both * resource) / 100,
      meta: (both * meta) / 100,
      delegation: both * perStake * state.delegations,
      deposit: both * perStake * state.activeDeposits,
    },
    settledNodes,
    carriedNodes: functions.unsettledCount.value - settledNodes,
    carried: state.traffic,
  };
}

/** The row that is a whole lock old becomes free; this epoch takes its place. */
function lock(state: FastState, row: number, paid: number): void {
  const { paidRows } = state;
  const due = paidRows[row] ?? 0;
  paidRows[row] = paid;
  addToSum(state.vested, due);
  // Counted anew once a lock, so that roundings don't add up over the years.
  state.locked =
    row === 0 ? paidRows.reduce((sum, each) => sum + each, 0) : state.locked + paid - due;
}

function releaseDeposits(state: FastState): void {
  const waiting: FastNode[] = [];
  state.nextReleaseAt = Infinity;
  for (const node of state.releases) {
    const releaseAt = node.releaseAt ?? Infinity;
    if (releaseAt > state.now) {
      waiting.push(node);
      state.nextReleaseAt = Math.min(state.nextReleaseAt, releaseAt);
      continue;
    }
    state.released += node.remaining;
    state.deposits -= node.remaining;
    node.remaining = 0;
    node.isReleased = true;
  }
  state.releases = waiting;
}
