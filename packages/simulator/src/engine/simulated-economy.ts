import type { EconomyState, PayoutKind } from "@stos/economy";

/**
 * An economy that agents act on, whichever engine keeps it.
 *
 * Amounts come in as whole numbers in doubles (wei or noz): both engines are given the very same double, which the exact one
 * turns into a bigint. What a rule refuses throws an `EconomyError` of `@stos/economy` under both, and changes nothing.
 */
export interface SimulatedEconomy {
  /** The figures of the moment. A live object: copy what must last. */
  readonly figures: EconomyFigures;

  /** An Ozone balance, empty. */
  openAccount(): Account;
  balanceOf(account: Account): number;
  /** PREPAY: what it bought, in noz. Refused below `minimum`. */
  prepay(account: Account, payment: number, minimum?: number): number;
  /** Moves Ozone to a node's unsettled traffic. */
  consume(account: Account, node: Node, ozone: number): void;
  /** Spreads up to `ozone` over nodes: drawn alike in both engines. What was consumed, in noz. */
  consumeSpread(account: Account, ozone: number, spread: TrafficSpread): number;

  /** A node joins with its deposit, in wei; it can serve and earn at once. `capacity` is its weight in a spread. */
  activate(role: "resource" | "meta", deposit: number, capacity?: number): Node;
  unregister(node: Node): void;
  /** Stops: proper after the cooling-off, else an improper exit with its cancellations. */
  shutdown(node: Node): ShutdownFigures;
  nodeFigures(node: Node): NodeFigures;

  /** Of a validator or delegator that genesis names, in its order: each validator before its delegators. Gas fees included. */
  stakerFigures(staker: Staker): RewardFigures;

  addGas(amount: number): void;
  /** Ends the epoch: the clock moves, traffic settles, rewards are given, what is due becomes free. */
  settleEpoch(): EpochFigures;
}

/** A fast economy that an exact twin can be made of at any time: what sampled epochs are checked against. */
export interface CheckableEconomy extends SimulatedEconomy {
  exactSnapshot(): ExactSnapshot;
  /** What the last epoch gave to a node or staker, in wei. Kept apart from totals, which are too large to subtract. */
  paidToNode(node: Node): number;
  paidToStaker(staker: Staker): number;
}

/** The whole economy between two epochs, as the reducer's, in whole wei and noz. */
export type ExactSnapshot = Readonly<{
  /**
   * Ids are those of `exact-ids.ts`. Locked rewards may be two batches: what is due at the next epoch's end, and the sums of
   * all that is due later.
   */
  state: EconomyState;
  /** Epochs settled. */
  epoch: number;
  /** Accounts opened, account 0 included. */
  accounts: number;
  /** By handle: the weight in a spread, 0 for who takes no part. */
  capacities: readonly number[];
}>;

/** Handles, given out in order from 0 for each kind; never used again. */
export type Account = number;
export type Node = number;
export type Staker = number;

/** Money in wei, Ozone in noz. */
export type EconomyFigures = Readonly<{
  /** Epochs settled so far. */
  epoch: number;
  /** s */
  deposited: number;
  /** p */
  prepaid: number;
  /** l */
  forSale: number;
  /** O */
  outstanding: number;
  issued: number;
  miningPool: number;
  /** From 1. */
  stage: number;
  /** (s + p) / l, wei per noz. */
  price: number;
  activeResourceNodes: number;
  activeMetaNodes: number;
  /** All deposits, returned ones not counted. */
  deposits: number;
  locked: number;
  vested: number;
  released: number;
  community: number;
  /** Mining rewards that came back to the pool. */
  returned: number;
  /** All STOS that came in: deposits, PREPAY, gas, and what genesis put into p. */
  inflow: number;
  /** Σ of all accounts' Ozone, and all unsettled traffic. */
  balances: number;
  traffic: number;
}>;

/** One settled epoch. Money in wei, Ozone in noz. */
export type EpochFigures = Readonly<{
  /** From 1: the first epoch settled is 1. */
  epoch: number;
  /** Y */
  consumed: number;
  /** R */
  trafficReward: number;
  /** M */
  miningReward: number;
  /** The stage that M was of. */
  stage: number;
  paidTraffic: number;
  paidMining: number;
  /** Traffic and mining together. */
  paid: Readonly<Record<PayoutKind, number>>;
  settledNodes: number;
  carriedNodes: number;
  /** Traffic that carries over, in noz. */
  carried: number;
}>;

/** What somebody was given since the start, less what was cancelled, and how much of it is still locked. In wei. */
export type RewardFigures = Readonly<{ given: number; locked: number }>;

export type NodeFigures = Readonly<{
  status: "active" | "leaving" | "gone";
  /** What is left of the deposit; 0 once released. */
  remaining: number;
  /** Unsettled, in noz. */
  traffic: number;
  /** For its service and its deposit together. */
  reward: RewardFigures;
}>;

export type ShutdownFigures = Readonly<{
  isProper: boolean;
  cancelledTraffic: number;
  cancelledMining: number;
  forfeited: number;
}>;

/** How demand falls on the active resource nodes: each gets its capacity times a drawn factor, in whole noz. */
export type TrafficSpread = Readonly<{
  draw: TrafficDraw;
  /** Of the drawing: (seed, epoch) name one drawing, alike in both engines. 32 bits each. */
  seed: number;
  epoch: number;
}>;

/** Factors all 1, uniform in (0, 1), or exponential with mean 1. */
export type TrafficDraw = "even" | "uniform" | "exponential";
