import { add, noz } from "@stos/units";
import { EconomyError } from "../failure.ts";
import { payMigration } from "../migration.ts";
import { lookUp, withEntry } from "../ordered-map.ts";
import { lockedRewardsOf, withLockedRewards } from "./locked.ts";
import type { Applied, OperationOf } from "./operation.ts";
import { type EconomyState, requireNode } from "./state.ts";

/** Who holds the Ozone that leavers bought for the copying of their data. */
export const holderMigration = "(migration)";

/** A leaver buys the Ozone of its migration, from its locked rewards and its deposit. Refused unless it can pay all. */
export function migrate(
  state: EconomyState,
  { node: id, wanted }: OperationOf<"migrate">,
): Applied {
  const node = requireNode(state, id);
  if (node.status !== "leaving") throw new EconomyError({ code: "node-not-leaving", id });
  const funds = { rewards: lockedRewardsOf(state.locked, id), deposit: node.remaining };
  const {
    pool,
    bought,
    cost,
    fromRewards,
    fromDeposit,
    funds: left,
  } = payMigration(state.pool, wanted, funds);

  const held = lookUp(state.balances, holderMigration) ?? noz(0n);
  return {
    state: {
      ...state,
      pool,
      outstanding: add(state.outstanding, bought),
      balances: withEntry(state.balances, holderMigration, add(held, bought)),
      locked: withLockedRewards(state.locked, id, left.rewards),
      nodes: withEntry(state.nodes, id, { ...node, remaining: left.deposit }),
    },
    outcome: { op: "migrate", cost, fromRewards, fromDeposit },
  };
}
