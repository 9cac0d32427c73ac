import { add, type Noz, noz, type Wei, wei } from "@stos/units";
import {
  type EpochRecipients,
  type EpochShares,
  type PayoutKind,
  shareReward,
  weighRecipients,
} from "./epoch-shares.ts";
import type { LockedReward } from "./locked-reward.ts";
import { type MiningState, miningAfterEpoch, miningReward, miningStage } from "./mining.ts";
import { byCodeUnit } from "./order.ts";
import type { OzonePool } from "./pool.ts";
import type { NodeTraffic } from "./select-settled.ts";
import { poolAfterSettlement, settleTraffic } from "./settlement.ts";
import type { ValidatorStake } from "./validator-reward.ts";

/** All that an epoch's payout depends on, read when its report is handled (reading 28). Lists in any order. */
export type EpochInput = Readonly<{
  pool: OzonePool;
  mining: MiningState;
  /** The nodes of the report with the traffic that settles. */
  settled: readonly NodeTraffic[];
  /** The meta nodes that did their duty. */
  metas: readonly string[];
  stakes: Readonly<{
    /**
     * Who splits a validator's pool by accumulators of his own gives the whole stake as `self` and no
     * delegators: the validator's row is then its pool, the same to the wei.
     */
    validators: readonly ValidatorStake[];
    deposits: readonly Readonly<{ id: string; amount: Wei }>[];
  }>;
}>;

/** What one id earns for one thing, by origin. Both parts are locked. */
export type Payout = Readonly<{ kind: PayoutKind; id: string }> & LockedReward;

/** The payout of an epoch, complete. */
export type EpochDistribution = Readonly<{
  /** Y: the Ozone settled. */
  consumed: Noz;
  /** R, of which `paidTraffic` left p. */
  trafficReward: Wei;
  /** M, of which `paidMining` left the Mining Pool. */
  miningReward: Wei;
  stage: number;
  /** By kind, then by id in code-unit order. Rows of nothing are left in: they say who took part. */
  payouts: readonly Payout[];
  /** Σ of the payouts of each kind, traffic and mining together. */
  paidTo: Readonly<Record<PayoutKind, Wei>>;
  paidTraffic: Wei;
  paidMining: Wei;
  pool: OzonePool;
  mining: MiningState;
}>;

/**
 * Pays an epoch: sells the settled Ozone back for R, adds the mining reward M, and shares both, separately, by the
 * percentages of the current stage (sections 1 to 5; readings 3 to 10, 18, 19, 23).
 *
 * Every recipient is rounded down: paid ≤ R and paid ≤ M, and what isn't paid stays in the pool it came from.
 */
export function distributeEpoch({
  pool,
  mining,
  settled,
  metas,
  stakes,
}: EpochInput): EpochDistribution {
  const recipients = inOrder({ settled, metas, ...stakes });
  const { stage, percent } = miningStage(mining.issued);
  const weights = weighRecipients(recipients);
  const consumed = noz(weights.settled.total);
  const trafficReward = settleTraffic(pool, consumed);
  const mined = miningReward(mining);

  const traffic = shareReward(trafficReward, percent, weights);
  const minedShares = shareReward(mined, percent, weights);

  return {
    consumed,
    trafficReward,
    miningReward: mined,
    stage,
    payouts: payoutsOf(recipients, traffic, minedShares),
    paidTo: {
      resource: add(traffic.totals.resource, minedShares.totals.resource),
      meta: add(traffic.totals.meta, minedShares.totals.meta),
      delegation: add(traffic.totals.delegation, minedShares.totals.delegation),
      deposit: add(traffic.totals.deposit, minedShares.totals.deposit),
    },
    paidTraffic: traffic.paid,
    paidMining: minedShares.paid,
    pool: poolAfterSettlement(pool, { consumed, paid: traffic.paid }),
    mining: miningAfterEpoch(mining, {
      reward: mined,
      unclaimed: minedShares.unclaimed,
      paid: minedShares.paid,
    }),
  };
}

/** The two splits name the same recipients in the same order. */
function payoutsOf(
  { settled, metas, deposits }: EpochRecipients,
  traffic: EpochShares,
  mining: EpochShares,
): readonly Payout[] {
  const payouts: Payout[] = [];
  const pay = (kind: PayoutKind, id: string, given: Wei | undefined, mined: Wei | undefined) =>
    payouts.push({ kind, id, traffic: given ?? wei(0n), mining: mined ?? wei(0n) });

  for (const [at, { id }] of settled.entries())
    pay("resource", id, traffic.resource[at], mining.resource[at]);
  for (const [at, id] of metas.entries()) pay("meta", id, traffic.meta[at], mining.meta[at]);
  for (const [at, { id, amount }] of traffic.delegation.entries())
    pay("delegation", id, amount, mining.delegation[at]?.amount);
  for (const [at, { id }] of deposits.entries())
    pay("deposit", id, traffic.deposit[at], mining.deposit[at]);
  return payouts;
}

function inOrder({ settled, metas, validators, deposits }: EpochRecipients): EpochRecipients {
  return {
    settled: orderedById(settled),
    metas: metas.toSorted(byCodeUnit),
    validators: orderedById(validators),
    deposits: orderedById(deposits),
  };
}

/** Most lists come in order: looking is cheaper than sorting. */
function orderedById<T extends Readonly<{ id: string }>>(list: readonly T[]): readonly T[] {
  const isOrdered = list.every(({ id }, at) => at === 0 || (list[at - 1]?.id ?? "") <= id);
  return isOrdered ? list : list.toSorted((a, b) => byCodeUnit(a.id, b.id));
}
