import { walletOf } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { pairsOfNumber } from "../key-ranges.ts";
import { lockedParts, ratioFor, validatorsOf } from "./delegation-reward.ts";
import { amountOfRatio } from "./validator-pool.ts";

type Needs = Pick<ValueCapabilities, "distribution" | "staking">;

/** Shares that earned in the epochs from `from` on and before `until`. */
type Earning = Readonly<{ shares: bigint; from: number; until: number }>;

/** A full calendar of more validators than this would read too much for one answer. */
const validatorsMax = 100;

/**
 * What a wallet's delegations, and the commission of a validator of its own, earned in each epoch whose lock isn't over, in wei. Each epoch
 * is rounded down by itself, so their sum may lack a wei an epoch of what is withdrawn in the end. At most 100 validators.
 */
export async function lockedStakeRewards(
  capabilities: Needs,
  wallet: string,
): Promise<ReadonlyMap<number, bigint>> {
  const rewards = new Map<number, bigint>();
  const operators = await validatorsOf(capabilities.distribution, wallet);
  for (const operator of operators.slice(0, validatorsMax))
    await addRewards(capabilities, { delegator: wallet, operator }, rewards);
  return rewards;
}

async function addRewards(
  capabilities: Needs,
  delegation: Readonly<{ delegator: string; operator: string }>,
  rewards: Map<number, bigint>,
): Promise<void> {
  const { distribution } = capabilities;
  const { delegator, operator } = delegation;
  const { state } = distribution;
  const earnings = await earningsOf(capabilities, delegation);
  let before = ratioFor(delegation, distribution.free(operator));

  for await (const [[, epoch], paid] of state.epochs.entries(pairsOfNumber(operator))) {
    const after = ratioFor(delegation, paid);
    const isVoid = state.voided.get([operator, epoch]) !== undefined;
    const ratio = isVoid ? 0n : after - before;
    before = after;
    const earned = earnings
      .filter(({ from, until }) => from <= epoch && epoch < until)
      .reduce((total, { shares }) => total + amountOfRatio(shares, ratio), 0n);
    const commission = walletOf(operator) === delegator ? paid.commission : 0n;
    const amount = earned + commission;
    if (amount > 0n) rewards.set(epoch, (rewards.get(epoch) ?? 0n) + amount);
  }
}

async function earningsOf(
  { distribution, staking }: Needs,
  delegation: Readonly<{ delegator: string; operator: string }>,
): Promise<readonly Earning[]> {
  const { delegator, operator } = delegation;
  const parts = await lockedParts(distribution, delegation);
  const earnings = parts.map(([until, { shares, from }]): Earning => ({ shares, from, until }));
  const position = distribution.state.positions.get([delegator, operator]);
  if (position === undefined) return earnings;
  const shares = staking.shares(delegator, operator);
  return [...earnings, { shares, from: position.through, until: Number.POSITIVE_INFINITY }];
}
