import { type Noz, sum, type Wei, wei } from "@stos/units";
import { type EpochRecipients, type EpochShares, shareReward } from "./epoch-shares.ts";
import type { LockedReward } from "./locked-reward.ts";
import { type MiningState, miningAfterEpoch, miningReward, miningStage } from "./mining.ts";
import { byCodeUnit } from "./order.ts";
import type { OzonePool } from "./pool.ts";
import type { Share } from "./pro-rata.ts";
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

/** For what somebody is paid. */
export type PayoutKind = "resource" | "meta" | "delegation" | "deposit";

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
  const consumed = sum(settled.map(({ traffic }) => traffic));
  const trafficReward = settleTraffic(pool, consumed);
  const mined = miningReward(mining);

  const traffic = shareReward(trafficReward, percent, recipients);
  const minedShares = shareReward(mined, percent, recipients);

  return {
    consumed,
    trafficReward,
    miningReward: mined,
    stage,
    payouts: payoutKinds.flatMap((kind) => payoutsOf(kind, traffic, minedShares)),
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

export const payoutKinds: readonly PayoutKind[] = ["resource", "meta", "delegation", "deposit"];

/** The two splits name the same recipients in the same order. */
function payoutsOf(kind: PayoutKind, traffic: EpochShares, mining: EpochShares): readonly Payout[] {
  const mined: readonly Share[] = mining[kind];
  return traffic[kind].map(({ id, amount }, index) => ({
    kind,
    id,
    traffic: amount,
    mining: mined[index]?.amount ?? wei(0n),
  }));
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
