import { add, type Wei } from "@stos/units";
import { byCodeUnit } from "./order.ts";
import type { Share } from "./pro-rata.ts";
import {
  shareAmongValidators,
  splitValidatorPool,
  type ValidatorStake,
} from "./validator-reward.ts";

/**
 * Shares `amount` among validators by stake and within each with its commission: stake rewards and, by the same
 * rule, gas fees (sections 2 and 5). One share for each id, in code-unit order.
 *
 * Rounds each validator's pool down; the dust stays where the amount came from.
 */
export function shareAmongStakers(
  amount: Wei,
  validators: readonly ValidatorStake[],
): readonly Share[] {
  const bonded = validators.filter((validator) => isBonded(validator));
  const shares = shareAmongValidators(amount, bonded).flatMap(({ amount: pool }, index) => {
    const validator = bonded[index];
    if (validator === undefined) return [];
    const split = splitValidatorPool(pool, validator);
    return [{ id: validator.id, amount: split.validator }, ...split.each];
  });
  return sharesById(shares);
}

/** Adds up what one id earned in several places. In code-unit order. */
function sharesById(shares: readonly Share[]): readonly Share[] {
  const earned = new Map<string, Wei>();
  for (const { id, amount } of shares) {
    const before = earned.get(id);
    earned.set(id, before === undefined ? amount : add(before, amount));
  }
  return [...earned].map(([id, amount]) => ({ id, amount })).sort((a, b) => byCodeUnit(a.id, b.id));
}

function isBonded({ self, delegators }: ValidatorStake): boolean {
  return self > 0n || delegators.some(({ amount }) => amount > 0n);
}
