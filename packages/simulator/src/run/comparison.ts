import { SimulationError } from "../simulation-error.ts";
import type { ExactCheck, Unit } from "./run-result.ts";

/** Collects how far two engines lie apart. */
export type Comparison = Readonly<{
  begin: (epoch: number) => void;
  /** Throws where they differ by more than `differenceMax`. */
  compare: (figure: string, unit: Unit, pair: ComparedPair) => void;
  report: () => ExactCheck;
}>;

/** One figure of both engines, measured by the greater of the two or by `whole`, the greatest it was made of. */
export type ComparedPair = Readonly<{ fast: number; exact: number; whole?: number }>;

/** Relative differences up to this are rounding of doubles; more is an error of an engine. */
export const differenceMax = 1e-9;

/** `explain` says what reproduces an epoch. */
export function openComparison(
  explain: () => Readonly<{ state: Readonly<Record<string, string>>; command: string }>,
): Comparison {
  const samples: number[] = [];
  let epoch = 0;
  let compared = 0;
  let largest = 0;
  let largestAt: ExactCheck["largestAt"];

  return {
    begin(next) {
      epoch = next;
      samples.push(next);
    },
    compare(figure, unit, pair) {
      compared += 1;
      const { fast, exact } = pair;
      const difference = relativeDifference(pair, unit);
      if (!(difference <= differenceMax))
        throw new SimulationError({
          code: "engines-differ",
          figure,
          epoch,
          fast: `${fast}`,
          exact: `${exact}`,
          difference,
          ...explain(),
        });
      if (difference <= largest) return;
      largest = difference;
      largestAt = { figure, epoch };
    },
    report: () => ({
      samples,
      compared,
      largestDifference: largest,
      ...(largestAt === undefined ? {} : { largestAt }),
    }),
  };
}

/**
 * |fast − exact| by the greater of the two, but at least by `wholes` of the unit: the reducer rounds every share down to a
 * wei and every purchase to a noz, which is a large part of next to nothing.
 */
function relativeDifference({ fast, exact, whole: least = 0 }: ComparedPair, unit: Unit): number {
  if (fast === exact) return 0;
  const whole = Math.max(Math.abs(fast), Math.abs(exact), least, wholes[unit]);
  return Math.abs(fast - exact) / whole;
}

/** A thousandth of a STOS, and 10 Ozone; counts must be equal. */
const wholes: Readonly<Record<Unit, number>> = {
  wei: 1e15,
  noz: 1e10,
  count: Number.MIN_VALUE,
  ratio: 1e-9,
  "wei-per-noz": Number.MIN_VALUE,
};
