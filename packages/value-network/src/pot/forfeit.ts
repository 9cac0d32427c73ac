import { returnOzone } from "@stos/economy";
import { add, min, type Noz, noz, sum } from "@stos/units";
import type { Pot } from "./pot.ts";

/** A gone node's unsettled traffic returns to the limit unpaid: l += it, O −= it; never more than is sold (readings 15, 16). */
export async function forfeitTraffic(pot: Pot, claimed: Noz): Promise<Noz> {
  const forfeited = min(claimed, pot.outstanding());
  pot.setPool(returnOzone(pot.pool(), forfeited));
  pot.addOzone("returned", forfeited);

  const waiting = await pot.newestWaiting();
  if (waiting === undefined) {
    const sinceReport = add(pot.state.forfeits.get()?.sinceReport ?? noz(0n), forfeited);
    pot.state.forfeits.set({ sinceReport });
  } else {
    const before = pot.state.forfeitsAfter.get(waiting) ?? noz(0n);
    pot.state.forfeitsAfter.set(waiting, add(before, forfeited));
  }
  return forfeited;
}

/** The report of `epoch` is handled: what was forfeited before it was made stands in its total; what came later doesn't. */
export async function forgetReportedForfeits(pot: Pot, epoch: number): Promise<void> {
  const { forfeits, forfeitsAfter } = pot.state;
  forfeits.set({ sinceReport: forfeitsAfter.get(epoch) ?? noz(0n) });
  const reported: number[] = [];
  for await (const [waited] of forfeitsAfter.entries({ lt: epoch + 1 })) reported.push(waited);
  for (const waited of reported) forfeitsAfter.delete(waited);
}

/** What the newest report's total still counts although it is forfeited. */
export async function forfeitedSinceReport(pot: Pot): Promise<Noz> {
  const amounts = [pot.state.forfeits.get()?.sinceReport ?? noz(0n)];
  for await (const [, amount] of pot.state.forfeitsAfter.entries()) amounts.push(amount);
  return sum(amounts);
}
