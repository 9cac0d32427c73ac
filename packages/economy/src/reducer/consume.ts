import { add, noz, sub, sum } from "@stos/units";
import { EconomyError } from "../failure.ts";
import { addToMap, lookUp, withEntry } from "../ordered-map.ts";
import type { NodeTraffic } from "../select-settled.ts";
import type { Applied, OperationOf } from "./operation.ts";
import { standingOf } from "./standing.ts";
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

/** One user's Ozone onto many nodes at once, each named once, in code-unit order: all of it or nothing. Linear. */
export function consumeMany(
  state: EconomyState,
  { user, traffic }: OperationOf<"consume-many">,
): Applied {
  const balance = lookUp(state.balances, user) ?? noz(0n);
  const consumed = sum(traffic.map((each) => each.traffic));
  if (consumed === 0n) throw new EconomyError({ code: "amount-is-zero" });
  if (consumed > balance)
    throw new EconomyError({ code: "ozone-balance-exceeded", wanted: consumed, balance });
  requireActiveInOrder(state, traffic);

  const added = {
    keys: traffic.map(({ id }) => id),
    valueAt: (place: number) => traffic[place]?.traffic ?? noz(0n),
  };
  return {
    state: {
      ...state,
      balances: withEntry(state.balances, user, sub(balance, consumed)),
      traffic: addToMap(state.traffic, added, add<"noz">),
    },
    outcome: { op: "consume", consumed },
  };
}

function requireActiveInOrder(state: EconomyState, traffic: readonly NodeTraffic[]): void {
  const { entries: nodes } = standingOf(state.nodes);
  let at = 0;
  let before: string | undefined;
  for (const { id } of traffic) {
    if (before !== undefined && before >= id)
      throw new RangeError(`"${id}" stands behind "${before}": ids must be in order, each once`);
    while (at < nodes.length && (nodes[at]?.[0] ?? "") < id) at += 1;
    const [found, node] = nodes[at] ?? [];
    if (found !== id || node === undefined) throw new EconomyError({ code: "node-unknown", id });
    if (node.status !== "active") throw new EconomyError({ code: "node-not-active", id });
    before = id;
  }
}
