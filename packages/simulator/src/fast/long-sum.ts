/**
 * A sum in two doubles: what rounding takes from `high` is kept in `low` (Knuth's two-sum). After millions of epochs the
 * last few can still be told from it by subtraction, which a plain double would round away.
 */
export type LongSum = { high: number; low: number };

/** 0 */
export function emptySum(): LongSum {
  return { high: 0, low: 0 };
}

/** Adds `value` in place. */
export function addToSum(sum: LongSum, value: number): void {
  const high = sum.high + value;
  const added = high - sum.high;
  sum.low += sum.high - (high - added) + (value - added);
  sum.high = high;
}

/** The nearest double. */
export function amountOf(sum: LongSum): number {
  return sum.high + sum.low;
}

/** What was added since `before`, an earlier copy. */
export function since(sum: LongSum, before: LongSum): number {
  return sum.high - before.high + (sum.low - before.low);
}
