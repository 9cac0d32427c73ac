import { mulDivFloor, sum, type Wei, wei } from "@stos/units";
import { shareAmongStakers } from "./delegation-reward.ts";
import type { SharePercent } from "./mining.ts";
import {
  divideByWeight,
  type Share,
  totalDivided,
  totalShared,
  type Weights,
  weightsOf,
} from "./pro-rata.ts";
import type { NodeTraffic } from "./select-settled.ts";
import { splitStakeShare } from "./stake-share.ts";
import { type ValidatorStake, validatorStake } from "./validator-reward.ts";

/** Who shares in an epoch. Every list is in code-unit order of ids. */
export type EpochRecipients = Readonly<{
  settled: readonly NodeTraffic[];
  /** The meta nodes admitted at the epoch's end that did their duty in it (reading 23). */
  metas: readonly string[];
  validators: readonly ValidatorStake[];
  /** Remaining deposits of nodes that are active or suspended, not leaving (reading 18). */
  deposits: readonly Readonly<{ id: string; amount: Wei }>[];
}>;

/** For what somebody is paid. */
export type PayoutKind = "resource" | "meta" | "delegation" | "deposit";

/** The recipients by what they weigh: R and M are divided by the same. */
export type WeighedRecipients = Readonly<{
  settled: Weights;
  metas: Weights;
  validators: readonly ValidatorStake[];
  /** All bonded delegations. */
  delegated: Wei;
  deposits: Weights;
}>;

export function weighRecipients({
  settled,
  metas,
  validators,
  deposits,
}: EpochRecipients): WeighedRecipients {
  return {
    settled: weightsOf(settled, ({ traffic }) => traffic),
    metas: weightsOf(metas, () => 1n),
    validators,
    delegated: sum(validators.map(validatorStake)),
    deposits: depositWeights(deposits),
  };
}

/** Most epochs have the deposits of the epoch before: the answer is kept for as long as their list is. */
function depositWeights(deposits: EpochRecipients["deposits"]): Weights {
  const known = keptWeights.get(deposits);
  if (known !== undefined) return known;
  const weights = weightsOf(deposits, ({ amount }) => amount);
  keptWeights.set(deposits, weights);
  return weights;
}

const keptWeights = new WeakMap<EpochRecipients["deposits"], Weights>();

/** One reward, R or M, shared out: to resource nodes, metas and deposits in the order of the recipients. */
export type EpochShares = Readonly<{
  resource: readonly Wei[];
  meta: readonly Wei[];
  delegation: readonly Share[];
  deposit: readonly Wei[];
  /** What each of the four is given together; the rest stays in the pool it came from. */
  totals: Readonly<Record<PayoutKind, Wei>>;
  paid: Wei;
  /** The whole shares that nobody could claim (reading 10). */
  unclaimed: Wei;
}>;

/**
 * Shares one reward by the stage's percentages: resource nodes by settled traffic, meta nodes equally, the stake
 * share D : Z, then by stake with commission and pro rata to deposit (sections 2 to 5).
 *
 * Rounds every part and every recipient down; the dust stays in the pool that the reward came from.
 */
export function shareReward(
  reward: Wei,
  percent: SharePercent,
  { validators, settled, metas, deposits, delegated }: WeighedRecipients,
): EpochShares {
  const part = (of: bigint) => wei(mulDivFloor(reward, of, 100n));
  const staked = { delegation: delegated, deposit: wei(deposits.total) };
  const isStaked = staked.delegation + staked.deposit > 0n;
  const stake = isStaked ? splitStakeShare(part(percent.stake), staked) : staked;

  const resource = divideByWeight(part(percent.resource), settled);
  const meta = divideByWeight(part(percent.meta), metas);
  const delegation = shareAmongStakers(stake.delegation, validators);
  const deposit = divideByWeight(stake.deposit, deposits);

  const totals = {
    resource: totalDivided(part(percent.resource), resource, settled),
    meta: totalDivided(part(percent.meta), meta, metas),
    delegation: totalShared(delegation),
    deposit: totalDivided(stake.deposit, deposit, deposits),
  };
  const unclaimed = sum([
    settled.each.length === 0 ? part(percent.resource) : wei(0n),
    metas.each.length === 0 ? part(percent.meta) : wei(0n),
    isStaked ? wei(0n) : part(percent.stake),
  ]);
  const paid = sum(Object.values(totals));
  return { resource, meta, delegation, deposit, totals, paid, unclaimed };
}
