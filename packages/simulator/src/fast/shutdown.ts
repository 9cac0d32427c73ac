import type { FastState } from "./fast-state.ts";
import {
  cancelHolder,
  type Earned,
  givenBetween,
  type LazyShare,
  type ShareHolder,
} from "./lazy-share.ts";
import { type FastNode, requireNode } from "./node-table.ts";
import { clearRows } from "./places.ts";
import { microWei } from "./pool-rules.ts";
import { givenForService, givenToNode, lockedSpan, totalOf } from "./rewards.ts";

/** l falls as for a leave, or not at all where it would not stay positive (reading 11). */
export function expelNode({ pool, isTracking }: FastState, { initial }: FastNode): void {
  const fall = Math.floor((pool.forSale * initial) / pool.deposited);
  if (fall >= pool.forSale) return;
  pool.forSale -= fall;
  if (isTracking) pool.deposited -= initial;
}

/** Everything locked of the node goes back by origin: traffic to p, mining to the Mining Pool (reading 11). */
export function cancelNode(state: FastState, handle: number): Earned {
  const { kernel, pool } = state;
  const node = requireNode(state.nodes[handle], handle);
  const { deposit, duty, place } = node;
  const span = lockedSpan(state);
  const { traffic, mining } = givenToNode(state, handle, span);

  const service = givenForService(state, handle, span);
  clearRows(state, node);
  if (place >= 0) {
    kernel.earnedTraffic[place] = (kernel.earnedTraffic[place] ?? 0) - service.traffic;
    kernel.earnedMining[place] = (kernel.earnedMining[place] ?? 0) - service.mining;
  }
  cancelHeld(state, state.stakeShare, deposit);
  if (duty !== undefined) cancelHeld(state, state.metaShare, duty);

  pool.prepaid += traffic;
  pool.miningPoolMicro += mining / microWei;
  state.returnedMicro += mining / microWei;
  state.locked -= traffic + mining;
  return { traffic, mining };
}

/** Unsettled traffic goes back to l unpaid. Answers it. */
export function forfeitTraffic(state: FastState, { place }: FastNode): number {
  const forfeited = state.kernel.traffic[place] ?? 0;
  if (forfeited === 0) return 0;
  state.kernel.traffic[place] = 0;
  state.traffic -= forfeited;
  state.pool.forSale += forfeited;
  state.pool.outstanding -= forfeited;
  return forfeited;
}

function cancelHeld(state: FastState, share: LazyShare, holder: ShareHolder): void {
  const { epoch, lockEpochs, paidRows } = state;
  const span = lockedSpan(state);
  for (let until = span.before + 1; until <= epoch; until += 1) {
    const row = until % lockEpochs;
    const given = givenBetween(share, holder, { before: until - 1, until });
    paidRows[row] = (paidRows[row] ?? 0) - totalOf(given);
  }
  cancelHolder(holder, epoch, givenBetween(share, holder, span));
}
