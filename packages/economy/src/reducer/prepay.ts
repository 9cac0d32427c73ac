import { add, noz } from "@stos/units";
import { EconomyError } from "../failure.ts";
import { lookUp, withEntry } from "../ordered-map.ts";
import { purchaseOzoneAtLeast } from "../purchase.ts";
import type { Applied, OperationOf } from "./operation.ts";
import type { EconomyState } from "./state.ts";

/** Sells a user Ozone, unless it would be less than he asks for. */
export function prepay(
  state: EconomyState,
  { user, payment, minimum }: OperationOf<"prepay">,
): Applied {
  if (payment === 0n) throw new EconomyError({ code: "amount-is-zero" });
  const { pool, bought } = purchaseOzoneAtLeast(state.pool, {
    payment,
    minimum: minimum ?? noz(0n),
  });

  return {
    state: {
      ...state,
      pool,
      outstanding: add(state.outstanding, bought),
      inflow: add(state.inflow, payment),
      balances: withEntry(
        state.balances,
        user,
        add(lookUp(state.balances, user) ?? noz(0n), bought),
      ),
    },
    outcome: { op: "prepay", bought },
  };
}
