import { mulDivFloor, sum, type Wei, wei } from "@stos/units";

/** Something that weighs in a split: traffic, a deposit, a stake. */
export type Weighted = Readonly<{ id: string; weight: bigint }>;

/** What one recipient gets. */
export type Share = Readonly<{ id: string; amount: Wei }>;

/**
 * Shares `amount` by weight: amountᵢ = ⌊amount · weightᵢ / Σ weight⌋, in the order given.
 *
 * Rounds every recipient down; the dust stays where the amount came from. Nobody gets anything of a total
 * weight of zero.
 */
export function shareByWeight(amount: Wei, recipients: readonly Weighted[]): readonly Share[] {
  let total = 0n;
  for (const { weight } of recipients) total += weight;
  if (total === 0n) return recipients.map(({ id }) => ({ id, amount: wei(0n) }));

  return recipients.map(({ id, weight }) => ({
    id,
    amount: wei(mulDivFloor(amount, weight, total)),
  }));
}

/** Shares `amount` equally: ⌊amount / n⌋ each (section 4: the meta nodes; reading 23). */
export function shareEqually(amount: Wei, ids: readonly string[]): readonly Share[] {
  return shareByWeight(
    amount,
    ids.map((id) => ({ id, weight: 1n })),
  );
}

/** What was really given away. */
export function totalShared(shares: readonly Share[]): Wei {
  return sum(shares.map(({ amount }) => amount));
}
