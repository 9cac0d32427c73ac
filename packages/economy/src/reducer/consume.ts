import { add, noz, sub } from "@stos/units";
import { EconomyError } from "../failure.ts";
import { lookUp, withEntry } from "../ordered-map.ts";
import type { Applied, OperationOf } from "./operation.ts";
import { type EconomyState, requireNode } from "./state.ts";

/** Moves Ozone from a user's balance to a node's unsettled traffic: charged = credited, to the noz (reading 9). */
export function consume(
  state: EconomyState,
  { user, node, ozone }: OperationOf<"consume">,
): Applied {
  const balance = lookUp(state.balances, user) ?? noz(0n);
  const consumed = ozone === "all" ? balance : ozone;
  if (consumed === 0n) throw new EconomyError({ code: "amount-is-zero" });
  if (consumed > balance)
    throw new EconomyError({ code: "ozone-balance-exceeded", wanted: consumed, balance });
  if (requireNode(state, node).status !== "active")
    throw new EconomyError({ code: "node-not-active", id: node });

  return {
    state: {
      ...state,
      balances: withEntry(state.balances, user, sub(balance, consumed)),
      traffic: withEntry(
        state.traffic,
        node,
        add(lookUp(state.traffic, node) ?? noz(0n), consumed),
      ),
    },
    outcome: { op: "consume", consumed },
  };
}
