import { leavePool } from "../deposit.ts";
import { EconomyError } from "../failure.ts";
import { withEntry } from "../ordered-map.ts";
import { depositReleaseTime } from "../release-time.ts";
import type { Applied, OperationOf } from "./operation.ts";
import { type EconomyNode, type EconomyState, requireNode } from "./state.ts";

/** A resource node announces that it leaves: l falls at once, the deposit's clock starts (reading 1). */
export function unregister(state: EconomyState, { node: id }: OperationOf<"unregister">): Applied {
  const node = requireNode(state, id);
  if (node.role === "meta") throw new EconomyError({ code: "meta-node-cannot-unregister", id });
  if (node.status !== "active") throw new EconomyError({ code: "node-not-active", id });
  const { pool, change } = leavePool(state.pool, node.initial, state.parameters.profile);

  const left = leftNode(state, node, "leaving");
  return {
    state: { ...state, pool, nodes: withEntry(state.nodes, id, left) },
    outcome: { op: "unregister", limitChange: change, releaseAt: left.releaseAt },
  };
}

/** The node that leaves now, with its deposit's clock running. */
export function leftNode(
  { now, parameters }: EconomyState,
  node: EconomyNode,
  status: "leaving" | "gone",
): EconomyNode & Readonly<{ releaseAt: bigint }> {
  const releaseAt = depositReleaseTime(
    { depositedAt: node.depositedAt, leftAt: now },
    parameters.depositTerms,
  );
  return { ...node, status, leftAt: now, releaseAt };
}
