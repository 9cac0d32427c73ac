import { auditEconomy } from "@stos/economy";
import type { ExactEconomy } from "../exact/exact-economy.ts";
import { countTotals } from "../exact/exact-totals.ts";
import { type InvariantName, type Invariants, invariantNames, Violation } from "./invariants.ts";

/** The invariants of the exact economy: no difference is tolerated. */
export function exactInvariants(economy: ExactEconomy): Invariants {
  const { exact } = economy;
  const isTracking = economy.state.parameters.profile === "tracking";
  const poolAtStart = exact.miningPool;
  const minedAtStart = exact.issued - exact.returned + exact.miningPool;
  let { issued, stage } = exact;
  let epochs = 0;
  let recounts = 0;
  /** Σ pⱼ/sⱼ over joins, in 2⁻⁶⁴, rounded up. */
  let joinBound = 0n;
  let product = 0n;

  return {
    beforePrepay: keepProduct,
    afterPrepay(payment, bought) {
      assertProduct();
      const { deposited, prepaid, forSale } = exact;
      const noz = BigInt(bought);
      assertAtMost("roundTrip", ((deposited + prepaid) * noz) / (forSale + noz), BigInt(payment));
    },
    beforeJoin() {
      joinBound += (exact.prepaid << 64n) / exact.deposited + 1n;
    },
    beforeEpoch: keepProduct,
    afterEpoch() {
      epochs += 1;
      assertConservation();
      assertProduct();
      if (isTracking) assertSolvency();
      const settled = economy.lastEpoch?.figures;
      if (settled === undefined) return;
      assertAtMost("payment", settled.paidTraffic, settled.trafficReward);
      assertAtMost("payment", settled.paidMining, settled.miningReward);
      assertAtMost("monotony", issued, exact.issued);
      assertAtMost("monotony", BigInt(stage), BigInt(exact.stage));
      ({ issued, stage } = exact);
    },
    recount,
    report: () => ({ epochs, recounts, worst: [] }),
  };

  function keepProduct(): void {
    product = (exact.deposited + exact.prepaid) * exact.forSale;
  }

  function assertProduct(): void {
    assertAtMost("product", product, (exact.deposited + exact.prepaid) * exact.forSale);
  }

  function assertConservation(): void {
    assertEqual("conservation", heldOf(economy), exact.inflow + poolAtStart);
    assertEqual("mining", exact.issued - exact.returned + exact.miningPool, minedAtStart);
    assertEqual("ozone", exact.balances + exact.traffic, exact.outstanding);
  }

  /** s·O − p·l ≤ s·Σ pⱼ/sⱼ */
  function assertSolvency(): void {
    const { deposited, prepaid, forSale, outstanding } = exact;
    const owed = (deposited * outstanding - prepaid * forSale) << 64n;
    assertAtMost("solvency", owed, deposited * joinBound);
  }

  /** The reducer's own audit, and a count of all that the totals say. */
  function recount(): void {
    recounts += 1;
    const audit = auditEconomy(economy.state);
    assertEqual("conservation", audit.conservation, 0n);
    assertEqual("mining", audit.mining, 0n);
    assertEqual("ozone", audit.ozone, 0n);
    const { batches, ...counted } = countTotals(economy.state);
    for (const name of Object.keys(counted) as (keyof typeof counted)[])
      assertEqual("conservation", BigInt(counted[name]), BigInt(economy.totals[name]));
    for (const [at, batch] of batches.entries())
      assertEqual("conservation", batch, economy.totals.batches[at] ?? 0n);
    assertEqual("mining", minedAtStart, poolAtStart + economy.state.issuedAtStart);
  }
}

function heldOf({ exact }: ExactEconomy): bigint {
  const { prepaid, miningPool, deposits, locked, vested, released, community } = exact;
  return prepaid + miningPool + deposits + locked + vested + released + community;
}

function assertEqual(name: InvariantName, actual: bigint, expected: bigint): void {
  if (actual !== expected) throw violation(name, actual, expected);
}

function assertAtMost(name: InvariantName, lesser: bigint, greater: bigint): void {
  if (lesser > greater) throw violation(name, lesser, greater);
}

function violation(name: InvariantName, actual: bigint, expected: bigint): Violation {
  const whole = expected === 0n ? 1 : Math.abs(Number(expected));
  return new Violation(invariantNames[name], Math.abs(Number(actual - expected)) / whole);
}
