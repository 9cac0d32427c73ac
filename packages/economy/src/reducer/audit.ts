import { add, sum, type Wei } from "@stos/units";
import { valuesOf } from "../ordered-map.ts";
import { rewardTotalsIn } from "./reward-list.ts";
import type { EconomyState } from "./state.ts";

/** I1's terms by name, in wei. */
export type ConservationTerms = Readonly<{
  prepaid: Wei;
  miningPool: Wei;
  deposits: Wei;
  locked: Wei;
  vested: Wei;
  released: Wei;
  community: Wei;
}>;

/** Differences of the conservation laws, all 0 in a sound economy. */
export type Audit = Readonly<{
  terms: ConservationTerms;
  /** I1: the terms less inflow and the genesis Mining Pool. */
  conservation: bigint;
  /** I2: issued − returned + Mining Pool − what both began with. */
  mining: bigint;
  /** I5 within one state: O − balances − unsettled traffic. */
  ozone: bigint;
}>;

/** Counts the whole economy anew. Linear in all it holds: for tests, simulations and the conservation page. */
export function auditEconomy(state: EconomyState): Audit {
  const { mining, returned, inflow, miningPoolAtStart, issuedAtStart, outstanding } = state;
  const terms = conservationTerms(state);
  const held = add(sum(valuesOf(state.balances)), sum(valuesOf(state.traffic)));
  return {
    terms,
    conservation: sum(Object.values(terms)) - inflow - miningPoolAtStart,
    mining: mining.issued - returned + mining.pool - issuedAtStart - miningPoolAtStart,
    ozone: outstanding - held,
  };
}

function conservationTerms(state: EconomyState): ConservationTerms {
  const batches = state.locked.map(({ rewards }) =>
    sum(rewardTotalsIn(rewards).map(([, total]) => total)),
  );
  return {
    prepaid: state.pool.prepaid,
    miningPool: state.mining.pool,
    deposits: sum(valuesOf(state.nodes).map(({ remaining }) => remaining)),
    locked: sum(batches),
    vested: sum(valuesOf(state.vested)),
    released: sum(valuesOf(state.released)),
    community: state.community,
  };
}
