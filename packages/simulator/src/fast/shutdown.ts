import type { FastState } from "./fast-state.ts";
import { cancelLockedOf, type Earned, type LazyShare, type ShareHolder } from "./lazy-share.ts";
import { clearService, lockedService } from "./node-rows.ts";
import type { FastNode } from "./node-table.ts";
import { microWei } from "./pool-rules.ts";

/** l falls as for a leave, or not at all where it would not stay positive (reading 11). */
export function expelNode({ pool, isTracking }: FastState, { initial }: FastNode): void {
  const fall = Math.floor((pool.forSale * initial) / pool.deposited);
  if (fall >= pool.forSale) return;
  pool.forSale -= fall;
  if (isTracking) pool.deposited -= initial;
}

/** Everything locked of the node goes back by origin: traffic to p, mining to the Mining Pool (reading 11). */
export function cancelNode(state: FastState, handle: number, node: FastNode): Earned {
  const { kernel, pool } = state;
  const service = lockedService(state, handle);
  clearService(state, handle);
  kernel.earnedTraffic[handle] = (kernel.earnedTraffic[handle] ?? 0) - service.traffic;
  kernel.earnedMining[handle] = (kernel.earnedMining[handle] ?? 0) - service.mining;

  const deposit = cancelHeld(state, state.stakeShare, node.deposit);
  const duty =
    node.duty === undefined
      ? { traffic: 0, mining: 0 }
      : cancelHeld(state, state.metaShare, node.duty);
  const traffic = service.traffic + deposit.traffic + duty.traffic;
  const mining = service.mining + deposit.mining + duty.mining;
  pool.prepaid += traffic;
  pool.miningPoolMicro += mining / microWei;
  state.returnedMicro += mining / microWei;
  state.locked -= traffic + mining;
  return { traffic, mining };
}

/** Unsettled traffic goes back to l unpaid. Answers it. */
export function forfeitTraffic(state: FastState, handle: number): number {
  const forfeited = state.kernel.traffic[handle] ?? 0;
  state.kernel.traffic[handle] = 0;
  state.traffic -= forfeited;
  state.pool.forSale += forfeited;
  state.pool.outstanding -= forfeited;
  return forfeited;
}

function cancelHeld(state: FastState, share: LazyShare, holder: ShareHolder): Earned {
  const { epoch, lockEpochs, paidRows } = state;
  const first = Math.max(holder.from, holder.cancelledAt ?? 0, epoch - lockEpochs) + 1;
  const last = Math.min(epoch, holder.until ?? epoch);
  for (let each = first; each <= last; each += 1) {
    const before = share.until(each - 1);
    const after = share.until(each);
    const unit = after.traffic + after.mining - before.traffic - before.mining;
    const row = each % lockEpochs;
    paidRows[row] = (paidRows[row] ?? 0) - holder.weight * unit;
  }
  return cancelLockedOf(share, holder, state);
}
