import { add } from "@stos/units";
import { joinPool } from "../deposit.ts";
import { EconomyError } from "../failure.ts";
import { lookUp, withEntry } from "../ordered-map.ts";
import { activeNode } from "./genesis.ts";
import type { Applied, OperationOf } from "./operation.ts";
import type { EconomyState } from "./state.ts";

/** A node deposits and joins. An id is used once, for ever. */
export function activate(
  state: EconomyState,
  { node: id, deposit, role }: OperationOf<"activate">,
): Applied {
  if (deposit === 0n) throw new EconomyError({ code: "amount-is-zero" });
  if (lookUp(state.nodes, id) !== undefined) throw new EconomyError({ code: "id-used", id });
  const { pool, change } = joinPool(state.pool, deposit, state.parameters.profile);

  return {
    state: {
      ...state,
      pool,
      inflow: add(state.inflow, deposit),
      nodes: withEntry(state.nodes, id, activeNode({ role, deposit, depositedAt: state.now })),
    },
    outcome: { op: "activate", limitChange: change },
  };
}
