import type { EpochFigures } from "../engine/simulated-economy.ts";
import type { FastState } from "./fast-state.ts";
import { fastMiningReward, fastStage, fastTrafficReward, microWei } from "./pool-rules.ts";

/** Ends an epoch: the top 80 % settle, R and M are shared by the stage's percentages and locked, what is due becomes free. */
export function shareEpoch(state: FastState): EpochFigures {
  const { pool, kernel, stakeShare, metaShare } = state;
  const { functions } = kernel;
  state.now += state.genesis.epochSeconds;
  state.epoch += 1;

  const consumed = functions.select(state.border);
  const settledNodes = functions.selectedCount.value;
  const unsettled = functions.unsettledTotal.value;
  if (unsettled > Number.MAX_SAFE_INTEGER)
    throw new RangeError(`${unsettled} noz wait to be settled: above 2⁵³ who settles is not exact`);
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
  const perTraffic = consumed === 0 ? 0 : (traffic * resource) / consumed;
  const perMining = consumed === 0 ? 0 : (mining * resource) / consumed;
  const recounted = functions.pay(perTraffic, perMining, kernel.rowOffset(row));
  if (recounted !== consumed)
    throw new RangeError(`the kernel paid ${recounted} noz of the ${consumed} it selected`);
  state.perTraffic[row] = perTraffic;
  state.perMining[row] = perMining;
  const perHead = meta === 0 ? 0 : meta / state.active.meta;
  const perStake = stake === 0 ? 0 : stake / staked;
  metaShare.add(traffic * perHead, mining * perHead);
  stakeShare.add(traffic * perStake, mining * perStake);

  const claimed = resource + meta + stake;
  const claimedMicro = claimedOf(minedMicro, resource, meta, stake);
  const paidTraffic = traffic * claimed;
  const paidMining = claimedMicro * microWei;
  pool.prepaid -= paidTraffic;
  pool.forSale += consumed;
  pool.outstanding -= consumed;
  pool.issuedMicro += claimedMicro;
  pool.miningPoolMicro -= claimedMicro;
  state.traffic = unsettled - consumed;
  lock(state, row, paidTraffic + paidMining);
  if (state.releases.length > 0) releaseDeposits(state);

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
      resource: both * resource,
      meta: both * meta,
      delegation: both * perStake * state.delegations,
      deposit: both * perStake * state.activeDeposits,
    },
    settledNodes,
    carriedNodes: functions.unsettledCount.value - settledNodes,
    carried: state.traffic,
  };
}

/** Whole where everybody claims, so that a stage's count stays exact. */
function claimedOf(micro: number, resource: number, meta: number, stake: number): number {
  if (resource > 0 && meta > 0 && stake > 0) return micro;
  return [resource, meta, stake].reduce(
    (sum, part) => sum + Math.round(micro * part * 1e6) / 1e6,
    0,
  );
}

/** The row that is a whole lock old becomes free; this epoch takes its place. */
function lock(state: FastState, row: number, paid: number): void {
  const due = state.paidRows[row] ?? 0;
  state.paidRows[row] = paid;
  state.vested += due;
  state.locked += paid - due;
}

function releaseDeposits(state: FastState): void {
  const waiting = state.releases.filter((handle) => {
    const node = state.nodes[handle];
    if (node?.releaseAt === undefined || node.releaseAt > state.now) return node !== undefined;
    state.released += node.remaining;
    state.deposits -= node.remaining;
    node.remaining = 0;
    node.isReleased = true;
    return false;
  });
  if (waiting.length < state.releases.length) state.releases.splice(0, Infinity, ...waiting);
}
