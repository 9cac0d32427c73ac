import { add, noz, sub } from "@stos/units";
import { cancelRewards } from "../cancellation.ts";
import { expelFromPool } from "../deposit.ts";
import { EconomyError } from "../failure.ts";
import { type LockedReward, noReward } from "../locked-reward.ts";
import { lookUp, withEntry } from "../ordered-map.ts";
import { properShutdownTime } from "../release-time.ts";
import { returnOzone } from "../settlement.ts";
import { cancelLocked } from "./locked.ts";
import type { Applied, OperationOf } from "./operation.ts";
import { type EconomyNode, type EconomyState, requireNode } from "./state.ts";
import { leftNode } from "./unregister.ts";

/**
 * A node stops. Proper from the end of its cooling-off on: only its unsettled traffic is lost (reading 15). Before
 * that, or without unregistering, its locked rewards are cancelled too, and l falls if it hasn't yet (reading 16).
 */
export function shutdown(state: EconomyState, { node: id }: OperationOf<"shutdown">): Applied {
  const node = requireNode(state, id);
  if (node.status === "gone" || node.isReleased) throw new EconomyError({ code: "node-gone", id });
  const isProper = isCooledOff(state, node);

  const left = withdrawFromPool(state, id, node);
  const cancelled = isProper
    ? { state: left.state, cancelled: noReward }
    : cancelLockedRewards(left.state, id);
  const forfeited = forfeitTraffic(cancelled.state, id);

  const { traffic: cancelledTraffic, mining: cancelledMining } = cancelled.cancelled;
  return {
    state: forfeited.state,
    outcome: {
      op: "shutdown",
      isProper,
      cancelledTraffic,
      cancelledMining,
      forfeited: forfeited.forfeited,
      isFallSkipped: left.isSkipped,
    },
  };
}

function isCooledOff({ now, parameters }: EconomyState, { status, leftAt }: EconomyNode): boolean {
  return (
    status === "leaving" &&
    leftAt !== undefined &&
    now >= properShutdownTime(leftAt, parameters.depositTerms)
  );
}

/** l fell when a leaver unregistered, and its deposit's clock runs on. One that just stops leaves now. */
function withdrawFromPool(
  state: EconomyState,
  id: string,
  node: EconomyNode,
): Readonly<{ state: EconomyState; isSkipped: boolean }> {
  if (node.status === "leaving") {
    return {
      state: { ...state, nodes: withEntry(state.nodes, id, { ...node, status: "gone" }) },
      isSkipped: false,
    };
  }

  const { pool, isSkipped } = expelFromPool(state.pool, node.initial, state.parameters.profile);
  return {
    state: { ...state, pool, nodes: withEntry(state.nodes, id, leftNode(state, node, "gone")) },
    isSkipped,
  };
}

/** All that is locked of the node is lost, whatever it was earned with. */
function cancelLockedRewards(
  state: EconomyState,
  id: string,
): Readonly<{ state: EconomyState; cancelled: LockedReward }> {
  const { locked, cancelled } = cancelLocked(state.locked, id);
  const returned = add(state.returned, cancelled.mining);
  return { state: { ...state, ...cancelRewards(state, cancelled), locked, returned }, cancelled };
}

/** Unsettled traffic goes back to l unpaid: l += it, O −= it. */
function forfeitTraffic(
  state: EconomyState,
  id: string,
): Readonly<{ state: EconomyState; forfeited: EconomyState["outstanding"] }> {
  const forfeited = lookUp(state.traffic, id) ?? noz(0n);
  if (forfeited === 0n) return { state, forfeited };
  const pool = returnOzone(state.pool, forfeited);
  const traffic = withEntry(state.traffic, id, noz(0n));
  return {
    state: { ...state, pool, traffic, outstanding: sub(state.outstanding, forfeited) },
    forfeited,
  };
}
