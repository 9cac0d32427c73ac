import type { Context } from "@stos/ledger";
import { add, type Noz, noz, sub } from "@stos/units";
import type { Books } from "../accounts/totals.ts";
import { mergeRanges } from "./line-ranges.ts";
import {
  type EpochRecord,
  epochs,
  type LineRange,
  lines,
  type NodeTraffic,
  nodeTraffic,
  type ReceiptLine,
  reportPackets,
  rowKey,
  rows,
  type Settled,
  type SettledRow,
  settled,
  settledKey,
  shutdownPackets,
  trafficStore,
} from "./state.ts";

/** Nodes' unsettled traffic, line by line, and the epochs that settled it. */
export type Traffic = Readonly<{
  settledAt(session: Uint8Array, node: string): Settled | undefined;
  /** Credits a node with a receipt's difference: one line per session, node and epoch. */
  credit(line: ReceiptLine, allowed: Noz): void;
  unsettledOf(node: string): Noz;
  unsettled(): AsyncIterable<readonly [node: string, traffic: NodeTraffic]>;
  unsettledTotal(): Promise<bigint>;
  /** Takes a node's whole unsettled traffic into an epoch's report. */
  settle(epoch: number, rank: number, node: string): SettledRow;
  linesIn(node: string, ranges: readonly LineRange[]): Promise<readonly ReceiptLine[]>;
  epoch(epoch: number): EpochRecord | undefined;
  setEpoch(record: EpochRecord): void;
  rowsOf(epoch: number): Promise<readonly SettledRow[]>;
  /** Puts rows of a report back to the unsettled traffic of their nodes. */
  putBack(rows: readonly SettledRow[]): void;
  rememberReport(packet: number, epoch: number): void;
  /** The epoch whose report the packet carried, once. */
  takeReport(packet: number): number | undefined;
  /** A node left: its unsettled traffic goes back to the limit unpaid. */
  forfeit(node: string): Promise<Noz>;
  rememberShutdown(packet: number, shutdown: Readonly<{ node: string; forfeited: Noz }>): void;
  takeShutdown(packet: number): Readonly<{ node: string; forfeited: Noz }> | undefined;
  /** The value network refused a shutdown: what it forfeited is unsettled again. */
  unforfeit(node: string, amount: Noz): void;
  forgetSession(session: Uint8Array): Promise<void>;
  /** Drops a report and the lines it settled. */
  forgetEpoch(epoch: number): Promise<void>;
}>;

export function trafficOf(context: Context, books: Books): Traffic {
  const store = context.store(trafficStore);
  const byNode = nodeTraffic.open(store);
  const written = lines.open(store);
  const bySession = settled.open(store);
  const closed = epochs.open(store);
  const reported = rows.open(store);
  const reports = reportPackets.open(store);
  const shutdowns = shutdownPackets.open(store);
  const of = (node: string): NodeTraffic =>
    byNode.get(node) ?? { unsettled: noz(0n), ranges: [], next: 0 };

  return {
    settledAt: (session, node) => bySession.get([session, node]),
    credit(line, allowed) {
      const { node, session, epoch, total, byKind } = line;
      const traffic = of(node);
      const prior = bySession.get([session, node]);
      const amount = sub(total, prior?.total ?? noz(0n));
      const own = prior?.epoch === epoch ? written.get([node, prior.line]) : undefined;

      const number = own === undefined ? traffic.next : (prior?.line ?? traffic.next);
      written.set([node, number], own === undefined ? line : { ...line, before: own.before });
      byNode.set(node, {
        unsettled: add(traffic.unsettled, amount),
        ranges:
          own === undefined
            ? mergeRanges(traffic.ranges, [{ from: number, to: number + 1 }])
            : traffic.ranges,
        next: own === undefined ? number + 1 : traffic.next,
      });
      bySession.set([session, node], { total, byKind, allowed, epoch, line: number });
    },
    unsettledOf: (node) => of(node).unsettled,
    unsettled: () => byNode.entries(),
    async unsettledTotal() {
      let total = 0n;
      for await (const [, { unsettled }] of byNode.entries()) total += unsettled;
      return total;
    },
    settle(epoch, rank, node) {
      const { unsettled, ranges, next } = of(node);
      const row = { node, noz: unsettled, ranges };
      reported.set([epoch, rank], row);
      byNode.set(node, { unsettled: noz(0n), ranges: [], next });
      books.move("unsettled", "settled", unsettled);
      return row;
    },
    async linesIn(node, ranges) {
      const found: ReceiptLine[] = [];
      for (const { from, to } of ranges)
        for await (const [, line] of written.entries({ gte: [node, from], lt: [node, to] }))
          found.push(line);
      return found;
    },
    epoch: (epoch) => closed.get(epoch),
    setEpoch: (record) => closed.set(record.epoch, record),
    async rowsOf(epoch) {
      const found: SettledRow[] = [];
      for await (const [, row] of reported.entries({ prefix: rowKey.prefix(epoch) }))
        found.push(row);
      return found;
    },
    putBack(returned) {
      for (const { node, noz: amount, ranges } of returned) {
        const traffic = of(node);
        byNode.set(node, {
          unsettled: add(traffic.unsettled, amount),
          ranges: mergeRanges(traffic.ranges, ranges),
          next: traffic.next,
        });
        books.move("settled", "unsettled", amount);
      }
    },
    rememberReport: (packet, epoch) => reports.set(packet, { epoch }),
    takeReport(packet) {
      const found = reports.get(packet);
      if (found !== undefined) reports.delete(packet);
      return found?.epoch;
    },
    async forfeit(node) {
      const { unsettled, ranges, next } = of(node);
      await dropLines(node, ranges);
      byNode.set(node, { unsettled: noz(0n), ranges: [], next });
      books.move("unsettled", "forfeited", unsettled);
      return unsettled;
    },
    rememberShutdown: (packet, shutdown) => shutdowns.set(packet, shutdown),
    takeShutdown(packet) {
      const found = shutdowns.get(packet);
      if (found !== undefined) shutdowns.delete(packet);
      return found;
    },
    unforfeit(node, amount) {
      const traffic = of(node);
      byNode.set(node, { ...traffic, unsettled: add(traffic.unsettled, amount) });
      books.move("forfeited", "unsettled", amount);
    },
    async forgetSession(session) {
      for await (const [place] of bySession.entries({ prefix: settledKey.prefix(session) }))
        bySession.delete(place);
    },
    async forgetEpoch(epoch) {
      const record = closed.get(epoch);
      if (record === undefined) return;
      const isPaid = record.status === "accepted" || record.status === "reported";
      for await (const [place, row] of reported.entries({ prefix: rowKey.prefix(epoch) })) {
        if (isPaid) await dropLines(row.node, row.ranges);
        reported.delete(place);
      }
      closed.delete(epoch);
    },
  };

  async function dropLines(node: string, ranges: readonly LineRange[]): Promise<void> {
    for (const { from, to } of ranges)
      for await (const [place] of written.entries({ gte: [node, from], lt: [node, to] }))
        written.delete(place);
  }
}
