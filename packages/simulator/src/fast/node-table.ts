import { depositReleaseTime, EconomyError, properShutdownTime } from "@stos/economy";
import { nodeId } from "../engine/exact-ids.ts";
import type { SimulatedGenesis } from "../engine/simulated-genesis.ts";
import type { FastState } from "./fast-state.ts";
import { type Earned, holdShare, type ShareHolder } from "./lazy-share.ts";

/** What the fast engine keeps of a node beside the kernel's arrays. */
export type FastNode = {
  readonly role: "resource" | "meta";
  readonly capacity: number;
  readonly initial: number;
  readonly depositedAt: number;
  status: "active" | "leaving" | "gone";
  remaining: number;
  leftAt?: number;
  releaseAt?: number;
  isReleased: boolean;
  /** Its part of the deposits' share. */
  readonly deposit: ShareHolder;
  /** A meta node's equal share. */
  readonly duty: ShareHolder | undefined;
  /** In the kernel's arrays; −1 once it has none any more. Then `service` is what its service earned. */
  place: number;
  service?: Earned;
};

/** A node that has just made its deposit. */
export function joinedNode(
  {
    stakeShare,
    metaShare,
    epoch,
    now,
  }: Pick<FastState, "stakeShare" | "metaShare" | "epoch" | "now">,
  joining: Pick<FastNode, "role" | "capacity" | "place"> & Readonly<{ deposit: number }>,
): FastNode {
  const { role, capacity, place, deposit } = joining;
  return {
    role,
    capacity,
    place,
    initial: deposit,
    remaining: deposit,
    depositedAt: now,
    status: "active",
    isReleased: false,
    deposit: holdShare(stakeShare, deposit, epoch),
    duty: role === "meta" ? holdShare(metaShare, 1, epoch) : undefined,
  };
}

/** The node, or the reducer's own refusal. */
export function requireNode(node: FastNode | undefined, handle: number): FastNode {
  if (node === undefined) throw new EconomyError({ code: "node-unknown", id: nodeId(handle) });
  return node;
}

/** The node where it is active, or the reducer's own refusal. */
export function requireActive(found: FastNode | undefined, handle: number): FastNode {
  const node = requireNode(found, handle);
  if (node.status !== "active")
    throw new EconomyError({ code: "node-not-active", id: nodeId(handle) });
  return node;
}

/** Starts the deposit's clock: the node leaves now. In seconds. */
export function leaveAt(
  node: FastNode,
  now: number,
  { depositSeconds, coolingOffSeconds }: SimulatedGenesis,
): void {
  node.leftAt = now;
  node.releaseAt = Number(
    depositReleaseTime(
      { depositedAt: BigInt(node.depositedAt), leftAt: BigInt(now) },
      { lock: BigInt(depositSeconds), coolingOff: BigInt(coolingOffSeconds) },
    ),
  );
}

/** Whether a shutdown now is proper. */
export function isCooledOff(
  { status, leftAt }: FastNode,
  now: number,
  { depositSeconds, coolingOffSeconds }: SimulatedGenesis,
): boolean {
  if (status !== "leaving" || leftAt === undefined) return false;
  const terms = { lock: BigInt(depositSeconds), coolingOff: BigInt(coolingOffSeconds) };
  return now >= Number(properShutdownTime(BigInt(leftAt), terms));
}
