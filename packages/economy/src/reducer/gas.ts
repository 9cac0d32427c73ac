import { add, sub, type Wei, wei } from "@stos/units";
import { shareAmongStakers } from "../delegation-reward.ts";
import { mapOfSorted, mergeMaps } from "../ordered-map.ts";
import { totalShared } from "../pro-rata.ts";
import type { Applied, OperationOf } from "./operation.ts";
import type { EconomyState } from "./state.ts";

/**
 * Gas fees go to validators and delegators alone, by their stake with commission, and aren't locked (section 2;
 * reading 13). Dust, and all of it where nobody has staked, goes to the community pool.
 */
export function distributeGas(state: EconomyState, { amount }: OperationOf<"gas">): Applied {
  const paid = shareAmongStakers(amount, state.validators);
  const dust = sub(amount, totalShared(paid));
  const earned = mapOfSorted<Wei>(paid.map(({ id, amount: part }) => [id, part]));

  return {
    state: {
      ...state,
      inflow: add(state.inflow, amount),
      community: add(state.community, dust),
      vested: mergeMaps(state.vested, earned, (a, b) => wei(a + b)),
    },
    outcome: { op: "gas", paid },
  };
}
