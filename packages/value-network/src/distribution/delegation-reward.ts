import { add, type Wei, wei } from "@stos/units";
import { walletOf } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { plainEvent } from "../events.ts";
import { pairsOf, triplesOfNumber, triplesOfPairNumber } from "../key-ranges.ts";
import type { Distribution, Standing } from "./distribution.ts";
import type { LockedReward, Ratios } from "./state.ts";
import { amountOfRatio } from "./validator-pool.ts";

type Needs = Pick<ValueCapabilities, "bank" | "distribution" | "emit" | "pot" | "staking">;

type DelegationOf = Readonly<{ delegator: string; operator: string }>;

/** How far a delegation is paid, and at which ratio that was. */
type Point = Readonly<{ through: number; ratio: bigint }>;

/**
 * Pays what a delegation has earned and may withdraw, before its shares change; what is still locked is kept apart and becomes free epoch
 * after epoch as if nothing had changed. Does nothing where there is no delegation yet.
 */
export async function settleDelegation(
  capabilities: Needs,
  delegation: DelegationOf,
): Promise<void> {
  const { distribution, staking } = capabilities;
  const { delegator, operator } = delegation;
  const shares = staking.shares(delegator, operator);
  if (shares === 0n) return;

  await payDelegation(capabilities, delegation);
  const position = requirePosition(distribution, delegation);
  const newest = distribution.earned(operator);
  if (newest.through <= position.through) return;
  distribution.state.locked.set([delegator, operator, newest.through], {
    shares,
    from: position.through,
    fromRatio: position.ratio,
    ratio: ratioFor(delegation, newest),
  });
}

/** From now on the delegation earns with the shares that it has. */
export function startEarning(
  { distribution, staking }: Pick<Needs, "distribution" | "staking">,
  delegation: DelegationOf,
): void {
  const { delegator, operator } = delegation;
  const { positions } = distribution.state;
  if (staking.shares(delegator, operator) === 0n) {
    positions.delete([delegator, operator]);
    return;
  }
  const newest = distribution.earned(operator);
  positions.set([delegator, operator], {
    through: newest.through,
    ratio: ratioFor(delegation, newest),
    gas: ratioFor(delegation, distribution.gas(operator)),
  });
}

/** Pays what is free to the delegator's receiver. Answers how much. */
export async function payDelegation(capabilities: Needs, delegation: DelegationOf): Promise<Wei> {
  const { bank, distribution, emit, pot } = capabilities;
  const { delegator, operator } = delegation;
  const { amount, write } = await freeReward(capabilities, delegation);
  write();
  if (amount > 0n) {
    distribution.takeOutstanding(operator, amount);
    bank.transfer(moduleAccounts.distribution, distribution.receiver(delegator), amount);
    pot.addFlow("stakePaid", amount);
  }
  emit(plainEvent("withdraw_rewards", { amount: `${amount}wei`, validator: operator, delegator }));
  return amount;
}

/** What a delegation may withdraw now; `write` notes that it is paid. */
export async function freeReward(
  capabilities: Pick<Needs, "distribution" | "staking">,
  delegation: DelegationOf,
): Promise<Readonly<{ amount: Wei; write: () => void }>> {
  const { distribution, staking } = capabilities;
  const { delegator, operator } = delegation;
  const { state } = distribution;
  const free = pointOf(delegation, distribution.free(operator));
  const writes: (() => void)[] = [];
  let amount = wei(0n);

  for (const [through, part] of await lockedParts(distribution, delegation)) {
    const end = free.through < through ? free : { through, ratio: part.ratio };
    if (end.through <= part.from) continue;
    const from = { through: part.from, ratio: part.fromRatio };
    amount = add(amount, await earnedBetween(distribution, delegation, part.shares, { from, end }));
    writes.push(
      end.through === through
        ? () => state.locked.delete([delegator, operator, through])
        : () =>
            state.locked.set([delegator, operator, through], {
              ...part,
              from: end.through,
              fromRatio: end.ratio,
            }),
    );
  }

  const position = state.positions.get([delegator, operator]);
  if (position !== undefined) {
    const shares = staking.shares(delegator, operator);
    const gas = ratioFor(delegation, distribution.gas(operator));
    amount = add(amount, amountOfRatio(shares, gas - position.gas));
    const isFree = free.through > position.through;
    const end = isFree ? free : position;
    if (isFree) {
      const part = await earnedBetween(distribution, delegation, shares, { from: position, end });
      amount = add(amount, part);
    }
    if (isFree || gas > position.gas)
      writes.push(() =>
        state.positions.set([delegator, operator], {
          through: end.through,
          ratio: end.ratio,
          gas,
        }),
      );
  }
  return {
    amount,
    write() {
      for (const write of writes) write();
    },
  };
}

/** All that a delegation has earned and not been paid, locked or free. Never more than what is outstanding. */
export async function earnedReward(
  { distribution, staking }: Pick<Needs, "distribution" | "staking">,
  delegation: DelegationOf,
): Promise<Wei> {
  const { delegator, operator } = delegation;
  let amount = wei(0n);
  for (const [through, part] of await lockedParts(distribution, delegation)) {
    const from = { through: part.from, ratio: part.fromRatio };
    const end = { through, ratio: part.ratio };
    amount = add(amount, await earnedBetween(distribution, delegation, part.shares, { from, end }));
  }
  const position = distribution.state.positions.get([delegator, operator]);
  if (position === undefined) return amount;
  const shares = staking.shares(delegator, operator);
  const end = pointOf(delegation, distribution.earned(operator));
  const gas = ratioFor(delegation, distribution.gas(operator)) - position.gas;
  const open = await earnedBetween(distribution, delegation, shares, { from: position, end });
  return add(amount, add(open, amountOfRatio(shares, gas)));
}

/** The parts of a delegation's rewards that are kept apart, oldest first. */
export async function lockedParts(
  { state }: Distribution,
  { delegator, operator }: DelegationOf,
): Promise<readonly (readonly [through: number, part: LockedReward])[]> {
  const parts: (readonly [number, LockedReward])[] = [];
  for await (const [[, , through], part] of state.locked.entries(
    triplesOfPairNumber(delegator, operator),
  ))
    parts.push([through, part]);
  return parts;
}

/** More validators than a wallet can sensibly use: an answer stays bounded. */
const validatorsMax = 1_000;

/** The validators that a wallet delegates to, and those of which it still has rewards to come; at most 1,000. */
export async function validatorsOf(
  { state }: Distribution,
  delegator: string,
): Promise<readonly string[]> {
  const operators = new Set<string>();
  const range = { ...pairsOf(delegator), limit: validatorsMax };
  for await (const [[, operator]] of state.positions.entries(range)) operators.add(operator);
  for await (const [[, operator]] of state.locked.entries(triplesOfNumber(delegator))) {
    if (operators.size >= validatorsMax) break;
    operators.add(operator);
  }
  return [...operators];
}

/** The operator's own delegation pays no commission. */
export function ratioFor({ delegator, operator }: DelegationOf, { own, others }: Ratios): bigint {
  return walletOf(operator) === delegator ? own : others;
}

/** What shares earn between two points, without the epochs that were voided. Rounds down. */
async function earnedBetween(
  { state }: Distribution,
  delegation: DelegationOf,
  shares: bigint,
  { from, end }: Readonly<{ from: Point; end: Point }>,
): Promise<Wei> {
  let ratio = end.ratio - from.ratio;
  const range = {
    gte: [delegation.operator, from.through],
    lt: [delegation.operator, end.through],
  } as const;
  for await (const [, voided] of state.voided.entries(range)) ratio -= ratioFor(delegation, voided);
  return amountOfRatio(shares, ratio);
}

function pointOf(delegation: DelegationOf, standing: Standing): Point {
  return { through: standing.through, ratio: ratioFor(delegation, standing) };
}

function requirePosition({ state }: Distribution, { delegator, operator }: DelegationOf) {
  const position = state.positions.get([delegator, operator]);
  if (position === undefined)
    throw new RangeError(`the delegation of ${delegator} to ${operator} has no position`);
  return position;
}
