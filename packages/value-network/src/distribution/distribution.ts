import type { Context } from "@stos/ledger";
import { add, sub, type Wei, wei } from "@stos/units";
import { type DistributionState, openDistribution, type Ratios } from "./state.ts";

/** What validators and delegators earned, as other modules may use it. */
export type Distribution = Readonly<{
  state: DistributionState;
  earned(operator: string): Standing;
  /** Of the epochs whose lock is over. */
  free(operator: string): Standing;
  gas(operator: string): Ratios;
  commission(operator: string): Readonly<{ locked: Wei; free: Wei }>;
  outstanding(operator: string): Wei;
  addOutstanding(operator: string, amount: Wei): void;
  takeOutstanding(operator: string, amount: Wei): void;
  /** Where a wallet's rewards go. */
  receiver(delegator: string): string;
}>;

export type Standing = Ratios & Readonly<{ through: number }>;

const nothing: Standing = { through: 0, own: 0n, others: 0n };

export function distributionOf(context: Context): Distribution {
  const state = openDistribution(context);
  const outstanding = (operator: string) => state.outstanding.get(operator) ?? wei(0n);

  return {
    state,
    earned: (operator) => state.earned.get(operator) ?? nothing,
    free: (operator) => state.free.get(operator) ?? nothing,
    gas: (operator) => state.gas.get(operator) ?? nothing,
    commission: (operator) => state.commissions.get(operator) ?? { locked: wei(0n), free: wei(0n) },
    outstanding,
    addOutstanding: (operator, amount) =>
      state.outstanding.set(operator, add(outstanding(operator), amount)),
    takeOutstanding: (operator, amount) =>
      state.outstanding.set(operator, sub(outstanding(operator), amount)),
    receiver: (delegator) => state.receivers.get(delegator) ?? delegator,
  };
}
