import { add, sub, sum, type Wei, wei } from "@stos/units";
import { walletOf } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { plainEvent } from "../events.ts";
import type { Staking } from "../staking/staking.ts";
import { type PoolShares, ratioOf, type SplitPool, splitPool } from "./validator-pool.ts";

type Needs = Pick<ValueCapabilities, "distribution" | "emit" | "staking">;

/** A validator's pool of one epoch, by origin. */
export type ValidatorPool = Readonly<{ operator: string; traffic: Wei; mining: Wei }>;

/** Credits an epoch's stake rewards to a validator and all its delegators, locked until the epoch matures. Its account has them already. */
export function payStakeReward(
  capabilities: Needs,
  epoch: number,
  { operator, traffic, mining }: ValidatorPool,
): void {
  const { distribution, staking } = capabilities;
  const { state } = distribution;
  const shares = poolShares(staking, operator);
  // Each origin is split by itself, as the economy's rules split it.
  const split = addSplits(splitPool(traffic, shares), splitPool(mining, shares));
  const before = distribution.earned(operator);
  const after = {
    own: before.own + ratioOf(split.own, shares.own),
    others: before.others + ratioOf(split.others, shares.all - shares.own),
  };

  const pool = add(traffic, mining);
  const commission = distribution.commission(operator);
  state.earned.set(operator, { through: epoch + 1, ...after });
  state.epochs.set([operator, epoch], { ...after, commission: split.commission, pool });
  state.commissions.set(operator, {
    ...commission,
    locked: add(commission.locked, split.commission),
  });
  distribution.addOutstanding(operator, pool);
  tellRewards(capabilities, operator, { pool, commission: split.commission });
}

/** Credits gas fees to a validator and all its delegators, free at once (section 2; reading 13). */
export function payGasFees(capabilities: Needs, operator: string, fees: Wei): void {
  const { distribution, staking } = capabilities;
  const { state } = distribution;
  const shares = poolShares(staking, operator);
  const split = splitPool(fees, shares);
  const before = distribution.gas(operator);
  const commission = distribution.commission(operator);

  state.gas.set(operator, {
    own: before.own + ratioOf(split.own, shares.own),
    others: before.others + ratioOf(split.others, shares.all - shares.own),
  });
  if (split.commission > 0n)
    state.commissions.set(operator, {
      ...commission,
      free: add(commission.free, split.commission),
    });
  distribution.addOutstanding(operator, fees);
}

/** The lock of an epoch is over: what it paid the validator and its delegators may be withdrawn. */
export function freeStakeReward(
  { distribution }: Pick<Needs, "distribution">,
  operator: string,
  epoch: number,
): void {
  const { state } = distribution;
  const paid = state.epochs.get([operator, epoch]);
  if (paid === undefined) throw new RangeError(`${operator} has no reward of epoch ${epoch}`);
  const { locked, free } = distribution.commission(operator);

  state.free.set(operator, { through: epoch + 1, own: paid.own, others: paid.others });
  state.commissions.set(operator, {
    locked: sub(locked, paid.commission),
    free: add(free, paid.commission),
  });
  state.epochs.delete([operator, epoch]);
}

/**
 * Takes back what an epoch paid a validator and its delegators, while it is locked: the epoch's report was voided. The caller moves the
 * STOS. Answers how much it is.
 */
export async function voidStakeReward(
  { distribution }: Pick<Needs, "distribution">,
  operator: string,
  epoch: number,
): Promise<Wei> {
  const { state } = distribution;
  const paid = state.epochs.get([operator, epoch]);
  if (paid === undefined) throw new RangeError(`${operator} has no locked reward of ${epoch}`);
  let before: Readonly<{ own: bigint; others: bigint }> = distribution.free(operator);
  const range = { gte: [operator, 0], lt: [operator, epoch], reverse: true, limit: 1 } as const;
  for await (const [, ratios] of state.epochs.entries(range)) before = ratios;

  const { locked, free } = distribution.commission(operator);
  state.voided.set([operator, epoch], {
    own: paid.own - before.own,
    others: paid.others - before.others,
  });
  state.epochs.set([operator, epoch], { ...paid, commission: wei(0n), pool: wei(0n) });
  state.commissions.set(operator, { locked: sub(locked, paid.commission), free });
  distribution.takeOutstanding(operator, paid.pool);
  return paid.pool;
}

function poolShares(staking: Staking, operator: string): PoolShares {
  const validator = staking.validator(operator);
  if (validator === undefined) throw new RangeError(`a reward for the unknown ${operator}`);
  const own = staking.shares(walletOf(operator), operator);
  return { own, all: validator.shares, rate: validator.commission.rate };
}

function addSplits(a: SplitPool, b: SplitPool): SplitPool {
  return {
    own: add(a.own, b.own),
    commission: add(a.commission, b.commission),
    others: sum([a.others, b.others]),
  };
}

function tellRewards(
  { emit }: Pick<Needs, "emit">,
  operator: string,
  { pool, commission }: Readonly<{ pool: Wei; commission: Wei }>,
): void {
  emit(plainEvent("commission", { amount: `${commission}wei`, validator: operator }));
  emit(plainEvent("rewards", { amount: `${pool}wei`, validator: operator }));
}
