import type { DepositProfile } from "@stos/economy";
import type { EconomyFigures } from "../engine/simulated-economy.ts";
import { type InvariantName, type Invariants, invariantNames, Violation } from "./invariants.ts";

/** Relative differences up to this are rounding. */
const tolerance = 1e-9;

/** The invariants of an economy in doubles, each within 1e-9 of the whole it speaks of. A few dozen additions an epoch. */
export function doubleInvariants(figures: EconomyFigures, profile: DepositProfile): Invariants {
  const worst = new Map<InvariantName, { difference: number; epoch: number }>();
  const poolAtStart = figures.miningPool;
  const minedAtStart = figures.issued - figures.returned + figures.miningPool;
  let { issued, stage } = figures;
  let epochs = 0;
  /** Σ pⱼ/sⱼ over joins. */
  let joinBound = 0;
  let product = 0;
  let value = 0;

  return {
    beforePrepay() {
      product = (figures.deposited + figures.prepaid) * figures.forSale;
    },
    afterPrepay(payment, bought) {
      const { deposited, prepaid, forSale } = figures;
      const after = (deposited + prepaid) * forSale;
      assert("product", product - after, product);
      assert("roundTrip", ((deposited + prepaid) * bought) / (forSale + bought) - payment, payment);
    },
    beforeJoin() {
      joinBound += figures.prepaid / figures.deposited;
    },
    beforeEpoch() {
      value = (figures.deposited + figures.prepaid) * figures.forSale;
    },
    afterEpoch({ trafficReward, miningReward, paidTraffic, paidMining }) {
      epochs += 1;
      assertConservation();
      assertSolvency();
      assert("product", value - (figures.deposited + figures.prepaid) * figures.forSale, value);
      assert("payment", paidTraffic - trafficReward, trafficReward);
      assert("payment", paidMining - miningReward, miningReward);
      assert("monotony", issued - figures.issued, issued);
      assert("monotony", stage - figures.stage, 1);
      ({ issued, stage } = figures);
    },
    recount() {},
    report: () => ({
      epochs,
      recounts: 0,
      worst: [...worst].map(([name, at]) => ({ name: invariantNames[name], ...at })),
    }),
  };

  function assertConservation(): void {
    const inside =
      figures.prepaid +
      figures.miningPool +
      figures.deposits +
      figures.locked +
      figures.vested +
      figures.released +
      figures.community;
    const outside = figures.inflow + poolAtStart;
    assert("conservation", Math.abs(inside - outside), outside);
    const mined = figures.issued - figures.returned + figures.miningPool;
    assert("mining", Math.abs(mined - minedAtStart), minedAtStart);
    const { outstanding, balances, traffic } = figures;
    assert("ozone", Math.abs(outstanding - balances - traffic), outstanding);
  }

  function assertSolvency(): void {
    if (profile !== "tracking") return;
    const { deposited, prepaid, forSale, outstanding } = figures;
    const owed = deposited * outstanding;
    assert("solvency", owed - prepaid * forSale - deposited * joinBound, owed + deposited);
  }

  /** `excess` is what should be at most 0, and is measured by the whole. */
  function assert(name: InvariantName, excess: number, whole: number): void {
    if (!(excess > 0)) {
      if (Number.isNaN(excess)) throw new Violation(invariantNames[name], Number.NaN);
      return;
    }
    const difference = excess / (whole > 0 ? whole : 1);
    const before = worst.get(name);
    if (before !== undefined && before.difference >= difference) return;
    if (difference > tolerance) throw new Violation(invariantNames[name], difference);
    worst.set(name, { difference, epoch: figures.epoch });
  }
}
