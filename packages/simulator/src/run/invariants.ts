import type { EpochFigures } from "../engine/simulated-economy.ts";
import type { InvariantReport } from "./run-result.ts";

/** The laws of the economy, asserted as a run goes on. A broken one throws a `Violation`. */
export type Invariants = Readonly<{
  /** Around every PREPAY: I4, and I8 for what it bought. */
  beforePrepay: () => void;
  afterPrepay: (payment: number, bought: number) => void;
  /** Before a node joins: I3 grows by p/s. */
  beforeJoin: () => void;
  /** Around the end of every epoch: all of them. */
  beforeEpoch: () => void;
  afterEpoch: (figures: EpochFigures) => void;
  /** Counts the whole state anew, where the engine can. */
  recount: () => void;
  report: () => InvariantReport;
}>;

/** A law is broken by that much of the whole. */
export class Violation extends Error {
  override readonly name = "Violation";
  readonly invariant: string;
  readonly difference: number;

  constructor(invariant: string, difference: number) {
    super(`${invariant} is violated by ${difference}`);
    this.invariant = invariant;
    this.difference = difference;
  }
}

/** What is asserted, by the names of the design. I9, the supply, is no part of a simulated economy. */
export const invariantNames = {
  conservation: "I1 conservation of STOS",
  mining: "I2 conservation of the Mining Pool",
  solvency: "I3 solvency under tracking",
  product: "I4 (s + p) · l never falls",
  ozone: "I5 conservation of Ozone",
  payment: "I6 paid is at most R and M",
  monotony: "I7 issued and stage never fall",
  roundTrip: "I8 a round trip never gains",
} as const;

export type InvariantName = keyof typeof invariantNames;
