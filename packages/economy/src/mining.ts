import { add, min, sub, type Wei, wei } from "@stos/units";

/** The Mining Pool and what it has issued. */
export type MiningState = Readonly<{
  /** Gross: it decides the stage, counts dust that was returned, and never falls (reading 5). */
  issued: Wei;
  /** What can still be issued. Dust and cancelled rewards come back to it. */
  pool: Wei;
}>;

/** The percentages by which traffic and mining rewards are shared; they add up to 100 (section 2). */
export type SharePercent = Readonly<{ resource: bigint; meta: bigint; stake: bigint }>;

/** One row of the paper's table. */
export type MiningStage = Readonly<{
  /** Counted from 1. */
  stage: number;
  /** Gross issued STOS at which the stage ends. The last stage ends with the pool. */
  cap: Wei;
  /** M of a whole epoch. */
  reward: Wei;
  percent: SharePercent;
}>;

/** 39,000,000 STOS: what is mined, 40 % of the supply less 1M for the incentive testnet. */
export const miningPoolAtGenesis: Wei = stos(39_000_000n);

/** The paper's table of section 2. */
export const miningStages: readonly MiningStage[] = [
  {
    stage: 1,
    cap: stos(16_819_200n),
    reward: stos(80n),
    percent: { resource: 60n, meta: 20n, stake: 20n },
  },
  {
    stage: 2,
    cap: stos(25_228_800n),
    reward: stos(40n),
    percent: { resource: 62n, meta: 18n, stake: 20n },
  },
  {
    stage: 3,
    cap: stos(29_433_600n),
    reward: stos(20n),
    percent: { resource: 64n, meta: 16n, stake: 20n },
  },
  {
    stage: 4,
    cap: stos(31_536_000n),
    reward: stos(10n),
    percent: { resource: 66n, meta: 14n, stake: 20n },
  },
  {
    stage: 5,
    cap: stos(32_587_200n),
    reward: stos(5n),
    percent: { resource: 68n, meta: 12n, stake: 20n },
  },
  {
    stage: 6,
    cap: miningPoolAtGenesis,
    reward: wei(25n * 10n ** 17n),
    percent: { resource: 70n, meta: 10n, stake: 20n },
  },
];

/** The stage by what was issued: a stage that has reached its cap is over, but for the last. */
export function miningStage(issued: Wei): MiningStage {
  return miningStages.find(({ cap }) => issued < cap) ?? lastStage();
}

/**
 * M of the next epoch: its stage's reward, clipped so that it never crosses the stage's cap (reading 3),
 * nor the pool. Only the pool ends the last stage, which returned STOS and Foundation deposits lengthen.
 */
export function miningReward({ issued, pool }: MiningState): Wei {
  const { cap, reward, stage } = miningStage(issued);
  const whole = min(reward, pool);
  return stage === lastStage().stage ? whole : min(whole, sub(cap, issued));
}

/**
 * The state after an epoch that mined `reward`. A whole share that nobody could claim was never issued
 * (reading 10). Rounding dust counts as issued and returns to the pool: the pool falls by what was paid.
 */
export function miningAfterEpoch(
  mining: MiningState,
  { reward, unclaimed, paid }: Readonly<{ reward: Wei; unclaimed: Wei; paid: Wei }>,
): MiningState {
  return { issued: add(mining.issued, sub(reward, unclaimed)), pool: sub(mining.pool, paid) };
}

/** Adds STOS to the Mining Pool: a cancelled mining reward (reading 11) or MsgFoundationDeposit (reading 30). */
export function refillMiningPool(mining: MiningState, amount: Wei): MiningState {
  return { ...mining, pool: add(mining.pool, amount) };
}

function lastStage(): MiningStage {
  const last = miningStages.at(-1);
  if (last === undefined) throw new RangeError("the schedule has no stage");
  return last;
}

function stos(amount: bigint): Wei {
  return wei(amount * 10n ** 18n);
}
