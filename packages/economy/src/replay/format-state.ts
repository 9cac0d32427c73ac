import { add, type Wei, wei } from "@stos/units";
import { entriesOf, withEntry } from "../ordered-map.ts";
import { isSolvent, priceE18 } from "../pool.ts";
import { rewardTotalsIn } from "../reducer/reward-list.ts";
import type { EconomyState, RewardBatch } from "../reducer/state.ts";
import { amountsById, type JsonObject, smallInteger } from "./json.ts";

/** The community pool's place in `vested`. */
const holderCommunity = "(community)";

/** A state as the `int` of a vector's `final`. Maps leave zeros out, but for `deposit`. */
export function formatState(state: EconomyState): JsonObject {
  const { pool, outstanding, mining, now, parameters } = state;
  const vested = withEntry(state.vested, holderCommunity, state.community);
  return {
    s: `${pool.deposited}`,
    p: `${pool.prepaid}`,
    l: `${pool.forSale}`,
    outstanding: `${outstanding}`,
    price_e18: `${priceE18(pool)}`,
    issued: `${mining.issued}`,
    mining_pool: `${mining.pool}`,
    now: smallInteger(now / parameters.epochLength),
    solvent: isSolvent(pool, outstanding),
    balance: amountsById(entriesOf(state.balances)),
    traffic: amountsById(entriesOf(state.traffic)),
    locked: amountsById(lockedTotals(state.locked)),
    vested: amountsById(entriesOf(vested)),
    deposit: Object.fromEntries(
      entriesOf(state.nodes).map(([id, { remaining }]) => [id, `${remaining}`]),
    ),
    released: amountsById(entriesOf(state.released)),
  };
}

function lockedTotals(locked: readonly RewardBatch[]): ReadonlyMap<string, Wei> {
  const totals = new Map<string, Wei>();
  for (const { rewards } of locked) {
    for (const [id, total] of rewardTotalsIn(rewards))
      totals.set(id, add(totals.get(id) ?? wei(0n), total));
  }
  return totals;
}
