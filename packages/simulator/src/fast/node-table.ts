import { depositReleaseTime, EconomyError, properShutdownTime } from "@stos/economy";
import type { SimulatedGenesis } from "../engine/simulated-genesis.ts";
import type { ShareHolder } from "./lazy-share.ts";

/** What the fast engine keeps of a node beside its row in the kernel. */
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
};

/** The node, or the reducer's own refusal. */
export function requireActive(node: FastNode | undefined, handle: number): FastNode {
  if (node === undefined) throw new EconomyError({ code: "node-unknown", id: `${handle}` });
  if (node.status !== "active")
    throw new EconomyError({ code: "node-not-active", id: `${handle}` });
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
