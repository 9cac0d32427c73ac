import { mulDivFloor, type Wei, wei } from "@stos/units";
import { type CompactWeights, compactWeights, divideCompactly } from "./compact-division.ts";

/** What one recipient gets. */
export type Share = Readonly<{ id: string; amount: Wei }>;

/**
 * Shares `amount` by weight: amountᵢ = ⌊amount · weightᵢ / Σ weight⌋, in the order given. `weightOf` names what weighs:
 * traffic, a deposit, a stake.
 *
 * Rounds every recipient down; the dust stays where the amount came from. Nobody gets anything of a total
 * weight of zero.
 */
export function shareByWeight<T extends Readonly<{ id: string }>>(
  amount: Wei,
  recipients: readonly T[],
  weightOf: (recipient: T) => bigint,
): readonly Share[] {
  const amounts = divideByWeight(amount, weightsOf(recipients, weightOf));
  return recipients.map(({ id }, at) => ({ id, amount: amounts[at] ?? wei(0n) }));
}

/** What recipients weigh, each and together: several amounts are divided by the same. */
export type Weights = Readonly<{
  each: readonly bigint[];
  total: bigint;
  /** Of lists that are long enough to gain by it, where they fit. */
  compact: CompactWeights | undefined;
}>;

export function weightsOf<T>(
  recipients: readonly T[],
  weightOf: (recipient: T) => bigint,
): Weights {
  const each = recipients.map(weightOf);
  let total = 0n;
  for (const weight of each) total += weight;
  const compact = each.length < longList ? undefined : compactWeights(each, total);
  return { each, total, compact };
}

/** The amounts of `shareByWeight` alone, in the order of the weights. */
export function divideByWeight(amount: Wei, { each, total, compact }: Weights): readonly Wei[] {
  if (total === 0n) return each.map(() => wei(0n));
  const quotients = compact === undefined ? undefined : divideCompactly(amount, compact);
  if (quotients !== undefined) return quotients as readonly Wei[];

  // Neighbours often weigh the same: they get the same, which is cheaper to see than to divide.
  let known = 0n;
  let share = wei(0n);
  return each.map((weight) => {
    if (weight !== known) {
      known = weight;
      share = wei(mulDivFloor(amount, weight, total));
    }
    return share;
  });
}

const longList = 16;

/**
 * Σ of what `divideByWeight` made of `amount`. Each share lost less than 1 to rounding: the dust is a whole number below
 * their count, so its lowest 64 bits, which cost no bigint, are all of it.
 */
export function totalDivided(amount: Wei, shares: readonly Wei[], { total }: Weights): Wei {
  if (total === 0n) return wei(0n);
  let words = 0n;
  for (const share of shares) words = BigInt.asUintN(64, words + share);
  return wei(amount - BigInt.asUintN(64, amount - words));
}

/** What was really given away. */
export function totalShared(shares: readonly Share[]): Wei {
  let total = 0n;
  for (const { amount } of shares) total += amount;
  return wei(total);
}
