import { mulDivFloor, sum, type Wei, wei } from "@stos/units";
import { shareAmongStakers } from "./delegation-reward.ts";
import type { SharePercent } from "./mining.ts";
import { type Share, shareByWeight, shareEqually, totalShared } from "./pro-rata.ts";
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

/** One reward, R or M, shared out. */
export type EpochShares = Readonly<{
  resource: readonly Share[];
  meta: readonly Share[];
  delegation: readonly Share[];
  deposit: readonly Share[];
  /** All that is given away; the rest stays in the pool it came from. */
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
  { settled, metas, validators, deposits }: EpochRecipients,
): EpochShares {
  const part = (of: bigint) => wei(mulDivFloor(reward, of, 100n));
  const totals = {
    delegation: sum(validators.map(validatorStake)),
    deposit: sum(deposits.map(({ amount }) => amount)),
  };
  const isStaked = totals.delegation + totals.deposit > 0n;
  const stake = isStaked ? splitStakeShare(part(percent.stake), totals) : totals;

  const resource = shareByWeight(part(percent.resource), settled, ({ traffic }) => traffic);
  const meta = shareEqually(part(percent.meta), metas);
  const delegation = shareAmongStakers(stake.delegation, validators);
  const deposit = shareByWeight(stake.deposit, deposits, ({ amount }) => amount);

  const paid = sum([resource, meta, delegation, deposit].map(totalShared));
  const unclaimed = sum([
    settled.length === 0 ? part(percent.resource) : wei(0n),
    metas.length === 0 ? part(percent.meta) : wei(0n),
    isStaked ? wei(0n) : part(percent.stake),
  ]);
  return { resource, meta, delegation, deposit, paid, unclaimed };
}
