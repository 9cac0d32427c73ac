import type { EconomyFigures, EpochFigures } from "../engine/simulated-economy.ts";
import type { EventLog } from "./event-log.ts";

/** Tells when R is cut to p, and when the outstanding Ozone becomes worth more than the pool holds, or no longer is. */
export type SolvencyWatch = Readonly<{
  beforeEpoch: () => void;
  afterEpoch: (figures: EpochFigures) => void;
}>;

export function openSolvencyWatch(
  figures: EconomyFigures,
  events: Pick<EventLog, "add">,
): SolvencyWatch {
  let isSolvent = true;
  let depth = 0;
  let forSale = 0;

  return {
    beforeEpoch() {
      depth = figures.deposited + figures.prepaid;
      forSale = figures.forSale;
    },
    afterEpoch({ epoch, consumed, trafficReward }) {
      const uncut = (depth * consumed) / (forSale + consumed);
      if (uncut - trafficReward > rounding * depth)
        events.add({
          epoch,
          kind: "shortfall",
          detail: `${stos(uncut)} STOS are due for the traffic, and p held ${stos(trafficReward)}`,
        });
      watchPool(epoch);
    },
  };

  function watchPool(epoch: number): void {
    const { deposited, prepaid, forSale: limit, outstanding } = figures;
    const missing = ((deposited + prepaid) * outstanding) / (limit + outstanding) - prepaid;
    const isCovered = missing <= rounding * (deposited + prepaid);
    if (isCovered === isSolvent) return;
    isSolvent = isCovered;
    events.add({
      epoch,
      kind: isCovered ? "solvency" : "insolvency",
      detail: isCovered
        ? "p covers all outstanding Ozone again"
        : `redeeming all Ozone would pay ${stos(missing)} STOS more than p holds`,
    });
  }
}

/** Less than this part of s + p is rounding. */
const rounding = 1e-9;

function stos(wei: number): string {
  return (wei / 1e18).toFixed(6);
}
