import { EconomyError } from "@stos/economy";
import {
  type FastPool,
  fastMiningReward,
  fastPay,
  fastPurchase,
  fastStage,
  fastTrafficReward,
  microWei,
  miningPoolMicro,
} from "./pool-rules.ts";

/** An economy without individual nodes: everybody of a kind is one, so that all traffic settles in its epoch. Wei and noz. */
export type AggregatePlan = Readonly<{
  /** l₀ */
  forSale: number;
  /** s */
  deposited: number;
  prepaid?: number;
  issued?: number;
  /** PREPAY in each epoch, from 1. */
  payment(epoch: number): number;
  /** The part of their Ozone that users consume in each epoch. */
  consumedPart: number;
  rewardLockEpochs: number;
  epochs: number;
  /** One row for so many epochs, and one for the last. */
  every: number;
}>;

/** The totals at the ends of some epochs, one array for each figure. Wei and noz. */
export type AggregateSchedule = Readonly<Record<AggregateFigure, Float64Array>>;

export type AggregateFigure = (typeof aggregateFigures)[number];

export const aggregateFigures = [
  "epoch",
  "stage",
  "price",
  "prepaid",
  "forSale",
  "outstanding",
  "issued",
  "miningPool",
  "locked",
  "vested",
  "inflow",
  "consumed",
  "trafficReward",
  "miningReward",
] as const;

/** Rows a schedule has at most. */
export const aggregateRowsMax = 100_000;

/** Runs all epochs: some 25 ns each, so that 3,616,320 of them pass while a slider moves. */
export function runAggregateSchedule(plan: AggregatePlan): AggregateSchedule {
  const { epochs, every, payment, consumedPart } = plan;
  const rows = Math.ceil(epochs / every);
  if (rows > aggregateRowsMax)
    throw new RangeError(
      `${rows} rows are more than ${aggregateRowsMax}: take a larger "every" than ${every}`,
    );
  const schedule = emptySchedule(rows);
  const economy = openAggregate(plan);

  for (let epoch = 1, row = 0, next = Math.min(every, epochs); epoch <= epochs; epoch += 1) {
    buyAndConsume(economy, payment(epoch), consumedPart);
    settle(economy);
    if (epoch !== next) continue;
    writeRow(schedule, row, economy);
    row += 1;
    next = Math.min(next + every, epochs);
  }
  return schedule;
}

type AggregateEconomy = {
  readonly pool: FastPool;
  epoch: number;
  balance: number;
  traffic: number;
  inflow: number;
  locked: number;
  vested: number;
  consumed: number;
  trafficReward: number;
  miningReward: number;
  stage: number;
  /** What each of the last epochs gave, and where the oldest stands. */
  readonly given: Float64Array;
  place: number;
};

function openAggregate(plan: AggregatePlan): AggregateEconomy {
  const { forSale, deposited, prepaid = 0, issued = 0, rewardLockEpochs } = plan;
  if (deposited === 0) throw new EconomyError({ code: "nothing-deposited" });
  if (forSale === 0) throw new EconomyError({ code: "nothing-for-sale" });
  const outstanding = Math.floor((prepaid * forSale) / deposited);
  const issuedMicro = Math.round(issued / microWei);
  return {
    pool: {
      deposited,
      prepaid,
      forSale,
      outstanding,
      issuedMicro,
      issuedWei: 0,
      miningPoolMicro: miningPoolMicro - issuedMicro,
    },
    epoch: 0,
    balance: outstanding,
    traffic: 0,
    inflow: deposited + prepaid,
    locked: 0,
    vested: 0,
    consumed: 0,
    trafficReward: 0,
    miningReward: 0,
    stage: 1,
    given: new Float64Array(rewardLockEpochs),
    place: 0,
  };
}

function buyAndConsume(economy: AggregateEconomy, payment: number, part: number): void {
  if (payment > 0) {
    economy.balance += fastPurchase(economy.pool, payment, 0);
    economy.inflow += payment;
  }
  economy.traffic = Math.floor(economy.balance * part);
  economy.balance -= economy.traffic;
}

/** As `shareEpoch` where everybody has one to claim it, but for the resource nodes in an epoch without traffic. */
function settle(economy: AggregateEconomy): void {
  const { pool, traffic } = economy;
  const stage = fastStage(pool.issuedMicro);
  const claimed = traffic === 0 ? (100 - stage.resource) / 100 : 1;
  const minedMicro = fastMiningReward(pool, stage);
  const trafficReward = fastTrafficReward(pool, traffic);
  const paidMicro = fastPay(pool, { consumed: traffic, trafficReward, minedMicro, claimed });
  economy.epoch += 1;
  economy.consumed = traffic;
  economy.trafficReward = trafficReward;
  economy.miningReward = minedMicro * microWei;
  economy.stage = stage.stage;
  lock(economy, trafficReward * claimed + paidMicro * microWei);
}

/** What was given a lock ago becomes free; what is given now takes its place. */
function lock(economy: AggregateEconomy, given: number): void {
  const { given: ring, place } = economy;
  const due = ring[place] ?? 0;
  ring[place] = given;
  economy.vested += due;
  economy.place = place + 1 === ring.length ? 0 : place + 1;
  economy.locked =
    place === 0 ? ring.reduce((sum, each) => sum + each, 0) : economy.locked + given - due;
}

function emptySchedule(rows: number): AggregateSchedule {
  const columns = aggregateFigures.map((name) => [name, new Float64Array(rows)] as const);
  return Object.fromEntries(columns) as Record<AggregateFigure, Float64Array>;
}

function writeRow(schedule: AggregateSchedule, row: number, economy: AggregateEconomy): void {
  const { pool, epoch, stage, locked, vested, inflow, consumed } = economy;
  const { deposited, prepaid, forSale, outstanding, issuedMicro, issuedWei } = pool;
  const values: Readonly<Record<AggregateFigure, number>> = {
    epoch,
    stage,
    price: (deposited + prepaid) / forSale,
    prepaid,
    forSale,
    outstanding,
    issued: issuedMicro * microWei + issuedWei,
    miningPool: pool.miningPoolMicro * microWei,
    locked,
    vested,
    inflow,
    consumed,
    trafficReward: economy.trafficReward,
    miningReward: economy.miningReward,
  };
  for (const name of aggregateFigures) schedule[name][row] = values[name];
}
