import { mulDivFloor, type Wei, wei } from "@stos/units";

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
  let total = 0n;
  for (const recipient of recipients) total += weightOf(recipient);
  if (total === 0n) return recipients.map(({ id }) => ({ id, amount: wei(0n) }));

  // Neighbours often weigh the same: they get the same, which is cheaper to see than to divide.
  let weight = 0n;
  let share = wei(0n);
  return recipients.map((recipient) => {
    const weighs = weightOf(recipient);
    if (weighs !== weight) {
      weight = weighs;
      share = wei(mulDivFloor(amount, weight, total));
    }
    return { id: recipient.id, amount: share };
  });
}

/** Shares `amount` equally: ⌊amount / n⌋ each (section 4: the meta nodes; reading 23). */
export function shareEqually(amount: Wei, ids: readonly string[]): readonly Share[] {
  return shareByWeight(
    amount,
    ids.map((id) => ({ id })),
    () => 1n,
  );
}

/** What was really given away. */
export function totalShared(shares: readonly Share[]): Wei {
  let total = 0n;
  for (const { amount } of shares) total += amount;
  return wei(total);
}
