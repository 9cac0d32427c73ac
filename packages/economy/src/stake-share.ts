import { mulDivFloor, type Wei, wei } from "@stos/units";
import { EconomyError } from "./failure.ts";

/** D and Z: all bonded delegations, and the remaining deposits of nodes that are not leaving (reading 18). */
export type StakeTotals = Readonly<{ delegation: Wei; deposit: Wei }>;

/**
 * Splits the stake share D : Z between delegations and deposits (section 5: Hybrid Delegated Proof-of-Stake).
 *
 * Rounds both down; the dust stays in the pool it came from. Refused where nobody has staked anything.
 */
export function splitStakeShare(amount: Wei, { delegation, deposit }: StakeTotals): StakeTotals {
  const total = delegation + deposit;
  if (total === 0n) throw new EconomyError({ code: "nothing-staked" });
  return {
    delegation: wei(mulDivFloor(amount, delegation, total)),
    deposit: wei(mulDivFloor(amount, deposit, total)),
  };
}
