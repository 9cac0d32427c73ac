import {
  bytes,
  fixedBytes,
  flag,
  key,
  list,
  nozAmount,
  oneOf,
  record,
  text,
  u64,
} from "@stos/codec";
import { item, map } from "@stos/ledger";
import type { Noz } from "@stos/units";

export const trafficStore = "traffic";

/** open-epoch → the epoch that receipts belong to now. */
export const openEpoch = item({ key: "open-epoch", codec: u64 });

/** closed-at → the height of the block that last closed an epoch. */
export const closedAt = item({ key: "closed-at", codec: u64 });

/** clock → epochs that no clock counted, and how many more it will not count after a halt. */
export type HaltClock = Readonly<{ skipped: number; pausedFor: number }>;
export const haltClock = item({
  key: "clock",
  codec: record<HaltClock>({ skipped: u64, pausedFor: u64 }),
});

/** last-block → its time, to the nearest few seconds, so that idle blocks write nothing. */
export const lastBlock = item({ key: "last-block", codec: u64 });

/** seen → the epochs from the open one on in which the chain made a block. */
export const seenEpochs = item({ key: "seen", codec: record({ epochs: list(u64) }) });

/** Lines from `from` up to, not including, `to`. */
export type LineRange = Readonly<{ from: number; to: number }>;
const rangesCodec = list(record<LineRange>({ from: u64, to: u64 }));

/** A node's traffic that no report has settled, and the lines it is made of. */
export type NodeTraffic = Readonly<{ unsettled: Noz; ranges: readonly LineRange[]; next: number }>;

/** nodes/‹node› */
export const nodeTraffic = map({
  prefix: "nodes/",
  key: key.text,
  codec: record<NodeTraffic>({ unsettled: nozAmount, ranges: rangesCodec, next: u64 }),
});

export type KindAmount = Readonly<{ kind: string; noz: Noz }>;
const kindsCodec = list(record<KindAmount>({ kind: text, noz: nozAmount }));

/** What one session settled at one node in one epoch: the user's receipt, and what was settled before it. */
export type ReceiptLine = Readonly<{
  epoch: number;
  node: string;
  session: Uint8Array;
  before: Noz;
  total: Noz;
  byKind: readonly KindAmount[];
  signature: Uint8Array;
}>;

export const lineCodec = record<ReceiptLine>({
  epoch: u64,
  node: text,
  session: fixedBytes(32),
  before: nozAmount,
  total: nozAmount,
  byKind: kindsCodec,
  signature: bytes,
});

/** lines/‹node›‹number› */
export const lineKey = key.tuple(key.text, key.u64);
export const lines = map({ prefix: "lines/", key: lineKey, codec: lineCodec });

/** What a session has settled at a node in all, under the highest allowance submitted. */
export type Settled = Readonly<{
  total: Noz;
  byKind: readonly KindAmount[];
  allowed: Noz;
  epoch: number;
  line: number;
}>;

/** settled/‹session›‹node› */
export const settledKey = key.tuple(key.bytes(32), key.text);
export const settled = map({
  prefix: "settled/",
  key: settledKey,
  codec: record<Settled>({
    total: nozAmount,
    byKind: kindsCodec,
    allowed: nozAmount,
    epoch: u64,
    line: u64,
  }),
});

export const epochStatuses = ["reported", "accepted", "refused", "voided"] as const;

/** A closed epoch. `refused` and `voided`: its traffic is back among the unsettled. */
export type EpochRecord = Readonly<{
  epoch: number;
  isVoid: boolean;
  status: (typeof epochStatuses)[number];
  settledNoz: Noz;
  carried: Noz;
  accountsTotal: Noz;
  inboxNumber: number;
  receiptsRoot: Uint8Array;
  rows: number;
  parts: number;
  closedHeight: number;
  closedTime: number;
}>;

/** epochs/‹epoch› */
export const epochs = map({
  prefix: "epochs/",
  key: key.u64,
  codec: record<EpochRecord>({
    epoch: u64,
    isVoid: flag,
    status: oneOf(...epochStatuses),
    settledNoz: nozAmount,
    carried: nozAmount,
    accountsTotal: nozAmount,
    inboxNumber: u64,
    receiptsRoot: fixedBytes(32),
    rows: u64,
    parts: u64,
    closedHeight: u64,
    closedTime: u64,
  }),
});

/** A node in a report. */
export type SettledRow = Readonly<{ node: string; noz: Noz; ranges: readonly LineRange[] }>;

/** rows/‹epoch›‹rank› */
export const rowKey = key.tuple(key.u64, key.u64);
export const rows = map({
  prefix: "rows/",
  key: rowKey,
  codec: record<SettledRow>({ node: text, noz: nozAmount, ranges: rangesCodec }),
});

/** reports/‹packet› → the epoch whose report's part it carries, until its result comes. */
export const reportPackets = map({
  prefix: "reports/",
  key: key.u64,
  codec: record({ epoch: u64 }),
});

/** shutdowns/‹packet› → what a `node-gone` packet gave back, until its result comes. */
export const shutdownPackets = map({
  prefix: "shutdowns/",
  key: key.u64,
  codec: record<Readonly<{ node: string; forfeited: Noz }>>({ node: text, forfeited: nozAmount }),
});
