import { returnOzone } from "@stos/economy";
import { add, min, type Noz, noz } from "@stos/units";
import type { Pot } from "./pot.ts";

/** A gone node's unsettled traffic returns to the limit unpaid: l += it, O −= it; never more than is sold (readings 15, 16). */
export async function forfeitTraffic(pot: Pot, claimed: Noz): Promise<Noz> {
  const forfeited = min(claimed, pot.outstanding());
  pot.setPool(returnOzone(pot.pool(), forfeited));
  pot.addOzone("returned", forfeited);

  const before = pot.state.forfeits.get() ?? noForfeits;
  const isReportWaiting = await pot.hasParts();
  pot.state.forfeits.set({
    sinceReport: add(before.sinceReport, forfeited),
    sinceWaiting: isReportWaiting ? add(before.sinceWaiting, forfeited) : before.sinceWaiting,
  });
  return forfeited;
}

/** A report is handled: what was forfeited before it was made stands in its total; what came while it waited doesn't. */
export function forgetReportedForfeits(pot: Pot): void {
  const { sinceWaiting } = pot.state.forfeits.get() ?? noForfeits;
  pot.state.forfeits.set({ sinceReport: sinceWaiting, sinceWaiting: noz(0n) });
}

/** What the newest report's total still counts although it is forfeited. */
export function forfeitedSinceReport(pot: Pot): Noz {
  return (pot.state.forfeits.get() ?? noForfeits).sinceReport;
}

const noForfeits = { sinceReport: noz(0n), sinceWaiting: noz(0n) };
