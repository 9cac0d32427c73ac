import { type EpochOutcome, miningStage, type PayoutKind, valuesOf } from "@stos/economy";
import type { EconomyFigures, EpochFigures } from "../engine/simulated-economy.ts";
import type { ExactEconomy } from "./exact-economy.ts";

type CountName = "epoch" | "stage" | "price" | "activeResourceNodes" | "activeMetaNodes";

/** The figures to the unit: amounts are bigints, counts and the price doubles. */
export type ExactFigures = Readonly<{
  [Name in keyof EconomyFigures]: Name extends CountName ? number : bigint;
}>;

type EpochCountName = "epoch" | "stage" | "settledNodes" | "carriedNodes";

export type ExactEpochFigures = Readonly<{
  [Name in Exclude<keyof EpochFigures, "paid">]: Name extends EpochCountName ? number : bigint;
}> &
  Readonly<{ paid: Readonly<Record<PayoutKind, bigint>> }>;

/** Live: every reading is of the state of that moment. */
export function exactFiguresOf(economy: ExactEconomy): ExactFigures {
  const { totals } = economy;
  const read: { readonly [Name in keyof ExactFigures]: () => ExactFigures[Name] } = {
    epoch: () => economy.epoch,
    deposited: () => economy.state.pool.deposited,
    prepaid: () => economy.state.pool.prepaid,
    forSale: () => economy.state.pool.forSale,
    outstanding: () => economy.state.outstanding,
    issued: () => economy.state.mining.issued,
    miningPool: () => economy.state.mining.pool,
    stage: () => miningStage(economy.state.mining.issued).stage,
    price: () => priceOf(economy),
    activeResourceNodes: () => totals.activeResourceNodes,
    activeMetaNodes: () => totals.activeMetaNodes,
    deposits: () => totals.deposits,
    locked: () => totals.locked,
    vested: () => totals.vested,
    released: () => totals.released,
    community: () => economy.state.community,
    returned: () => economy.state.returned,
    inflow: () => economy.state.inflow,
    balances: () => totals.balances,
    traffic: () => totals.traffic,
  };
  return live(read) as ExactFigures;
}

/** The same figures in doubles, each rounded once. */
export function inDoubles(figures: ExactFigures): EconomyFigures {
  const names = Object.keys(figures) as (keyof ExactFigures)[];
  return live(
    Object.fromEntries(names.map((name) => [name, () => Number(figures[name])])),
  ) as EconomyFigures;
}

export function exactEpochFigures(
  { epoch, state, totals }: ExactEconomy,
  outcome: EpochOutcome,
): ExactEpochFigures {
  const { consumed, trafficReward, miningReward, stage, paidTo, paidTraffic, paidMining } = outcome;
  return {
    epoch,
    consumed,
    trafficReward,
    miningReward,
    stage,
    paidTraffic,
    paidMining,
    paid: paidTo,
    settledNodes: outcome.settled.length,
    carriedNodes:
      totals.traffic === 0n ? 0 : valuesOf(state.traffic).filter((traffic) => traffic > 0n).length,
    carried: totals.traffic,
  };
}

export function epochInDoubles(figures: ExactEpochFigures): EpochFigures {
  const { paid } = figures;
  return {
    epoch: figures.epoch,
    consumed: Number(figures.consumed),
    trafficReward: Number(figures.trafficReward),
    miningReward: Number(figures.miningReward),
    stage: figures.stage,
    paidTraffic: Number(figures.paidTraffic),
    paidMining: Number(figures.paidMining),
    paid: {
      resource: Number(paid.resource),
      meta: Number(paid.meta),
      delegation: Number(paid.delegation),
      deposit: Number(paid.deposit),
    },
    settledNodes: figures.settledNodes,
    carriedNodes: figures.carriedNodes,
    carried: Number(figures.carried),
  };
}

function priceOf({ state }: ExactEconomy): number {
  const { deposited, prepaid, forSale } = state.pool;
  return Number(deposited + prepaid) / Number(forSale);
}

function live(read: Readonly<Record<string, () => unknown>>): unknown {
  const figures = {};
  for (const [name, get] of Object.entries(read))
    Object.defineProperty(figures, name, { get, enumerable: true });
  return figures;
}
