import { EpochVoidedSchema, encodeMessage, PriceSchema } from "@stos/codec";
import { type NodeTraffic, returnOzone } from "@stos/economy";
import { min, noz, sub, sum, wei } from "@stos/units";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { dropArrived, sendOzone } from "./flight.ts";
import { forgetReportedForfeits } from "./forfeit.ts";
import { payEpoch } from "./pay-epoch.ts";
import { type EpochReport, parseReport, reportFault } from "./report.ts";
import type { EpochRecord } from "./state.ts";

type Needs = Pick<
  ValueCapabilities,
  "bank" | "block" | "distribution" | "emit" | "outbox" | "pot" | "register" | "staking"
>;

/** Handles a complete report, or one that can't get complete any more (`bytes` absent). It never fails: what is wrong with it closes the epoch void, and its traffic goes back (reading 28). */
export async function closeEpoch(
  capabilities: Needs,
  epoch: number,
  bytes: Uint8Array | undefined,
): Promise<void> {
  const { emit, outbox, pot } = capabilities;
  const report = bytes === undefined ? undefined : parseReport(bytes);
  const sent = outbox.number();
  const fault =
    report === undefined
      ? unreadable(bytes)
      : reportFault(report, { epoch, sold: pot.outstanding(), sent });
  pot.state.nextEpoch.set(epoch + 1);

  if (report === undefined)
    closeVoid(capabilities, { epoch, reason: fault ?? "", traffic: noz(0n) });
  else {
    // What counts packets that were never sent is no account of ours, and ours counts its traffic where it was.
    const isAccount = report.inboxNumber <= sent;
    if (isAccount) await noteAccounts(capabilities, { ...report, epoch });
    if (fault !== undefined) {
      const traffic = isAccount ? sum(report.settled.map((row) => row.traffic)) : noz(0n);
      closeVoid(capabilities, { epoch, reason: fault, traffic });
    } else if (report.isVoid) {
      record(capabilities, epoch, {
        ...nothingPaid,
        reason: "the resource network made no block in it",
      });
    } else await settle(capabilities, report);
  }
  sendPrice(capabilities);
  emit(typedEvent("stratos.pot.v1.EventVolumeReport", { report_reference: "", epoch: `${epoch}` }));
}

function unreadable(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "a later report came before it was complete" : "it can't be read";
}

/** Pays the good rows. The traffic of a node that is unknown, gone or named twice can't be paid: it goes back to l. */
async function settle(capabilities: Needs, report: EpochReport): Promise<void> {
  const { pot, register } = capabilities;
  const good = new Map<string, NodeTraffic>();
  for (const row of report.settled)
    if (register.isPayable(row.id) && !good.has(row.id)) good.set(row.id, row);
  const settled = [...good.values()];
  const unpaid = sub(report.settledTotal, sum(settled.map(({ traffic }) => traffic)));

  const duty = [...new Set(report.duty)].filter((id) => register.isActiveMeta(id));
  const paid = await payEpoch(capabilities, { epoch: report.epoch, settled, duty });
  pot.setPool(returnOzone(pot.pool(), unpaid));
  pot.addOzone("returned", unpaid);

  record(capabilities, report.epoch, {
    isVoid: false,
    reason: "",
    settled: paid.consumed,
    trafficReward: paid.trafficReward,
    miningReward: paid.miningReward,
    paidTraffic: paid.paidTraffic,
    paidMining: paid.paidMining,
    stage: paid.stage,
    freeAt: paid.freeAt,
    receiptsRoot: report.receiptsRoot,
  });
}

/** Tells the resource network that the epoch's traffic is unsettled again: never more than is sold. */
function closeVoid(
  capabilities: Needs,
  {
    epoch,
    reason,
    traffic,
  }: Readonly<{ epoch: number; reason: string; traffic: EpochReport["settledTotal"] }>,
): void {
  record(capabilities, epoch, { ...nothingPaid, reason });
  const body = encodeMessage(EpochVoidedSchema, { epoch: BigInt(epoch) });
  const carried = min(traffic, capabilities.pot.outstanding());
  sendOzone(capabilities, { kind: "epoch-voided", body, noz: carried });
}

type Outcome = Omit<EpochRecord, "reportedHeight" | "reportedAt">;

const nothingPaid: Omit<Outcome, "reason"> = {
  isVoid: true,
  settled: noz(0n),
  trafficReward: wei(0n),
  miningReward: wei(0n),
  paidTraffic: wei(0n),
  paidMining: wei(0n),
  stage: 0,
  freeAt: 0,
  receiptsRoot: new Uint8Array(),
};

function record({ block, pot }: Needs, epoch: number, outcome: Outcome): void {
  pot.state.epochs.set(epoch, {
    ...outcome,
    reportedHeight: block.height,
    reportedAt: block.time,
  });
}

/** The other network's half of I5, and which of our packets it counts already. */
async function noteAccounts({ pot }: Needs, report: EpochReport): Promise<void> {
  pot.state.accounts.set({
    inboxNumber: report.inboxNumber,
    height: report.height,
    total: report.accountsTotal,
  });
  await forgetReportedForfeits(pot, report.epoch);
  await dropArrived(pot, report.inboxNumber);
}

function sendPrice({ outbox, pot }: Needs): void {
  const { deposited, prepaid, forSale } = pot.pool();
  const body = encodeMessage(PriceSchema, {
    s: `${deposited}`,
    p: `${prepaid}`,
    l: `${forSale}`,
  });
  outbox.send({ kind: "price", body });
}
