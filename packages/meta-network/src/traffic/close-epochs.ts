import { selectSettled } from "@stos/economy";
import { add, noz } from "@stos/units";
import type { MetaCapabilities } from "../capabilities.ts";
import { metaEvent } from "../event.ts";
import { advanceSessions } from "../sessions/advance-sessions.ts";
import { receiptsRoot } from "./receipts.ts";
import { sendReport } from "./report.ts";
import type { EpochRecord, SettledRow } from "./state.ts";

/** Epochs that one block closes at most: after a long halt the void ones are reported over some blocks. */
const closedPerBlockMax = 64;

/**
 * Closes epochs whose end and grace are over, before the block's transactions. Every epoch is reported, empty ones too;
 * one in which the chain made no block is reported void and settles nothing.
 */
export async function closeDueEpochs(capabilities: MetaCapabilities): Promise<void> {
  const { epochs } = capabilities;
  epochs.noteBlock();
  for (let closed = 0; closed < closedPerBlockMax && epochs.isDue(epochs.open()); closed += 1)
    await closeEpoch(capabilities, epochs.open());
}

async function closeEpoch(capabilities: MetaCapabilities, epoch: number): Promise<void> {
  const { emit, epochs, parameters, tables, traffic } = capabilities;
  const isVoid = !epochs.hadBlocks(epoch);

  const rows = isVoid ? [] : await settleTop(capabilities, epoch);
  const record = await recordOf(capabilities, { epoch, isVoid, rows });
  const parts = await sendReport(capabilities, record, rows);
  traffic.setEpoch({ ...record, parts });
  emit(
    metaEvent("EpochClosed", {
      epoch,
      void: `${isVoid}`,
      settled: record.settledNoz,
      nodes: rows.length,
    }),
  );

  epochs.advance({ isVoid });
  await parameters.startEpoch(epoch + 1);
  await advanceSessions(capabilities);
  await tables.freeze(epoch + 1);
  const forgotten = epoch - parameters.get().historyEpochs;
  if (forgotten >= 0) await traffic.forgetEpoch(forgotten);
}

/** The nodes with the top 80 % of all unsettled traffic; what suspended and gone nodes have stays frozen. */
async function settleTop(
  { nodes, traffic }: MetaCapabilities,
  epoch: number,
): Promise<readonly SettledRow[]> {
  const candidates = [];
  for await (const [node, { unsettled }] of traffic.unsettled()) {
    const state = nodes.get(node)?.state;
    if (state === "active" || state === "leaving" || state === "joining")
      candidates.push({ id: node, traffic: unsettled });
  }
  return selectSettled(candidates).settled.map(({ id }, rank) => traffic.settle(epoch, rank, id));
}

async function recordOf(
  { block, books, inbox, traffic }: MetaCapabilities,
  {
    epoch,
    isVoid,
    rows,
  }: Readonly<{ epoch: number; isVoid: boolean; rows: readonly SettledRow[] }>,
): Promise<EpochRecord> {
  const totals = books.read();
  return {
    epoch,
    isVoid,
    status: "reported",
    settledNoz: rows.reduce((total, row) => add(total, row.noz), noz(0n)),
    carried: totals.unsettled,
    accountsTotal: add(add(totals.accounts, totals.waiting), totals.unsettled),
    inboxNumber: inbox.number(),
    receiptsRoot: await receiptsRoot(traffic, rows),
    rows: rows.length,
    parts: 0,
    closedHeight: block.height,
    closedTime: block.time,
  };
}
