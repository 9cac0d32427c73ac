import { EconomyError, miningPoolAtGenesis, miningStages } from "@stos/economy";
import { noz, wei } from "@stos/units";

/**
 * s, p, l, O and the mining state, in doubles. What is issued is counted in whole millionths of a STOS, which doubles hold
 * exactly over all 39M STOS, and the wei beyond them: what is left to a stage's cap is exact however small it gets, so that
 * a stage ends in the reducer's very epoch, also where its last rewards are only claimed in part.
 */
export type FastPool = {
  deposited: number;
  prepaid: number;
  forSale: number;
  outstanding: number;
  issuedMicro: number;
  /** Below a millionth of a STOS. */
  issuedWei: number;
  miningPoolMicro: number;
};

/** A millionth of a STOS, in wei. */
export const microWei = 1e12;

/** The paper's table, made from the reducer's: caps and rewards in millionths of a STOS, shares in percent. */
export const fastStages = miningStages.map(({ stage, cap, reward, percent }) => ({
  stage,
  cap: Number(cap) / microWei,
  reward: Number(reward) / microWei,
  resource: Number(percent.resource),
  meta: Number(percent.meta),
  stake: Number(percent.stake),
}));

export type FastStage = (typeof fastStages)[number];

/** 39M STOS. */
export const miningPoolMicro = Number(miningPoolAtGenesis) / microWei;

/** The stage by what was issued. */
export function fastStage(issuedMicro: number): FastStage {
  for (const stage of fastStages) if (issuedMicro < stage.cap) return stage;
  const last = fastStages.at(-1);
  if (last === undefined) throw new RangeError("the schedule has no stage");
  return last;
}

/** M of the next epoch in millionths of a STOS, clipped at its stage's cap and to the pool (reading 3). */
export function fastMiningReward(pool: FastPool, { stage, cap, reward }: FastStage): number {
  const whole = Math.min(reward, pool.miningPoolMicro);
  if (stage === fastStages.length) return whole;
  return Math.min(whole, ((cap - pool.issuedMicro) * microWei - pool.issuedWei) / microWei);
}

/** PREPAY: Δl = l·X/(s+p+X), a whole noz. Refused below one noz or below `minimum`. */
export function fastPurchase(pool: FastPool, payment: number, minimum: number): number {
  if (payment <= 0) throw new EconomyError({ code: "amount-is-zero" });
  const depth = pool.deposited + pool.prepaid + payment;
  const bought = Math.floor((pool.forSale * payment) / depth);
  if (bought < 1) throw new EconomyError({ code: "ozone-unavailable", payment: whole(payment) });
  if (bought < minimum)
    throw new EconomyError({
      code: "ozone-below-minimum",
      bought: noz(BigInt(bought)),
      minimum: noz(BigInt(minimum)),
    });
  pool.prepaid += payment;
  pool.forSale -= bought;
  pool.outstanding += bought;
  return bought;
}

/** R = min(p, (s+p)·Y/(l+Y)). */
export function fastTrafficReward(pool: FastPool, consumed: number): number {
  if (consumed === 0) return 0;
  return Math.min(
    pool.prepaid,
    ((pool.deposited + pool.prepaid) * consumed) / (pool.forSale + consumed),
  );
}

/** What an epoch settled and gave. `claimed` is the part of R and M that somebody can claim (reading 10). */
export type PoolPayment = Readonly<{
  consumed: number;
  trafficReward: number;
  minedMicro: number;
  claimed: number;
}>;

/** l += Y, O −= Y, p and the Mining Pool −= what is paid. Answers what is paid of M, in millionths of a STOS. */
export function fastPay(
  pool: FastPool,
  { consumed, trafficReward, minedMicro, claimed }: PoolPayment,
): number {
  // Whole where everybody claims; else to a wei, up, since the unclaimed shares are rounded down.
  const percent = Math.round(claimed * 100);
  const minedWei = Math.round(minedMicro * microWei);
  const paidMicro = claimed === 1 ? minedMicro : Math.ceil((minedWei * percent) / 100) / microWei;
  pool.prepaid -= trafficReward * claimed;
  pool.forSale += consumed;
  pool.outstanding -= consumed;
  countIssued(pool, paidMicro);
  pool.miningPoolMicro -= paidMicro;
  return paidMicro;
}

function countIssued(pool: FastPool, paidMicro: number): void {
  const wholeMicro = Math.floor(paidMicro);
  const rest = pool.issuedWei + Math.round((paidMicro - wholeMicro) * microWei);
  const carried = rest >= microWei ? 1 : 0;
  pool.issuedMicro += wholeMicro + carried;
  pool.issuedWei = rest - carried * microWei;
}

/** l += l·Z/s. */
export function fastJoin(pool: FastPool, deposit: number, isTracking: boolean): void {
  pool.forSale += Math.floor((pool.forSale * deposit) / pool.deposited);
  if (isTracking) pool.deposited += deposit;
}

/** l −= l·Z/s; refused where l would not stay positive. */
export function fastLeave(pool: FastPool, initial: number, isTracking: boolean): void {
  const fall = Math.floor((pool.forSale * initial) / pool.deposited);
  if (fall >= pool.forSale)
    throw new EconomyError({
      code: "limit-would-not-stay-positive",
      fall: noz(BigInt(fall)),
      forSale: noz(BigInt(Math.floor(pool.forSale))),
    });
  pool.forSale -= fall;
  if (isTracking) pool.deposited -= initial;
}

function whole(payment: number) {
  return wei(BigInt(Math.floor(payment)));
}
