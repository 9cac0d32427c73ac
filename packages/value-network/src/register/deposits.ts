import { depositReleaseTime, joinPool, leavePool } from "@stos/economy";
import { add, min, type Noz, sub, sum, type Wei } from "@stos/units";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { byRule, refuse } from "../failure.ts";
import type { RegisteredNode, Tranche } from "./state.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "pot" | "register">;

/** Top-ups of one node: each has a clock of its own, so they are bounded. */
const tranchesMax = 64;

/** Takes a deposit into the chain's keeping; l moves only when it counts (`countDeposit`). */
export function takeDeposit({ bank, pot }: Needs, owner: string, amount: Wei): void {
  bank.transfer(owner, moduleAccounts.deposits, amount);
  pot.addFlow("deposited", amount);
}

/** A deposit begins to count: l rises by l·Z/s (section 4; readings 20, 22). */
export function countDeposit({ pot }: Needs, amount: Wei): Noz {
  const { pool, change } = joinPool(pot.pool(), amount, pot.profile());
  pot.setPool(pool);
  return change;
}

/** A node's deposit stops counting: l falls by l·Z/s with the initial Z. Refused where l would not stay positive (reading 1). */
export function discountDeposit({ pot }: Needs, initial: Wei): Noz {
  const { pool, change } = byRule(
    (error) => refuse("register", "limit-would-not-stay-positive", error.message),
    () => leavePool(pot.pool(), initial, pot.profile()),
  );
  pot.setPool(pool);
  return change;
}

/** The node with a top-up: Z and what is left both rise. */
export function withTopUp(node: RegisteredNode, amount: Wei, depositedAt: number): RegisteredNode {
  if (node.tranches.length >= tranchesMax)
    throw refuse(
      "register",
      "too-many-deposits",
      `a node has at most ${tranchesMax} deposits with clocks of their own`,
    );
  return {
    ...node,
    initial: add(node.initial, amount),
    tranches: [...node.tranches, { amount, depositedAt }],
  };
}

/** Puts every tranche's release into the calendar and answers the last one: max(left, deposited + 180 d) + 14 d (reading 14). */
export function scheduleReleases(
  { register }: Needs,
  address: string,
  node: RegisteredNode & Readonly<{ leftAt: number }>,
): number {
  const times = node.tranches.map((tranche) => releaseTime({ register }, tranche, node.leftAt));
  for (const time of times) register.state.releases.set([time, address], true);
  return Math.max(node.leftAt, ...times);
}

/** In unix seconds. */
export function releaseTime(
  { register }: Pick<Needs, "register">,
  { depositedAt }: Tranche,
  leftAt: number,
): number {
  const { depositLockSeconds, coolingOffSeconds } = register.parameters();
  const times = { depositedAt: BigInt(depositedAt), leftAt: BigInt(leftAt) };
  const terms = { lock: BigInt(depositLockSeconds), coolingOff: BigInt(coolingOffSeconds) };
  return Number(depositReleaseTime(times, terms));
}

/** Gives back what is due, to the owner. */
export function releaseDue(
  capabilities: Needs & Pick<ValueCapabilities, "emit">,
  address: string,
): void {
  const { bank, block, emit, pot, register } = capabilities;
  const node = register.node(address);
  if (node?.leftAt === undefined || node.isFrozen) return;
  const { leftAt } = node;
  const isDue = (tranche: Tranche) => releaseTime({ register }, tranche, leftAt) <= block.time;
  const due = sum(node.tranches.filter(isDue).map(({ amount }) => amount));

  if (due === 0n) return;
  bank.transfer(moduleAccounts.deposits, node.owner, due);
  pot.addFlow("released", due);
  register.setNode(address, { ...node, tranches: node.tranches.filter((each) => !isDue(each)) });
  const name = node.kind === "resource" ? "Resource" : "Meta";
  const attributes = { amount: `${due}wei`, network_address: address };
  emit(typedEvent(`stratos.register.v1.EventCompleteUnBonding${name}Node`, attributes));
}

/** The tranches less `amount`, oldest first; emptied ones go. */
export function withoutAmount(tranches: readonly Tranche[], amount: Wei): readonly Tranche[] {
  let left = amount;
  const kept: Tranche[] = [];
  for (const tranche of tranches) {
    const part = min(tranche.amount, left);
    left = sub(left, part);
    if (tranche.amount > part) kept.push({ ...tranche, amount: sub(tranche.amount, part) });
  }
  if (left > 0n) throw new RangeError(`a deposit lacks ${left}wei of ${amount}wei`);
  return kept;
}
