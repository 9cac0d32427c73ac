import { toBase64, toHex } from "@stos/codec";
import type { Route } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { notFound } from "../failure.ts";
import { rootOfSumPath, sumPath } from "./receipt-tree.ts";
import { leafOf, linesOf } from "./receipts.ts";
import type { EpochRecord, ReceiptLine, SettledRow } from "./state.ts";

const root = "/stratos/meta/v1";
const pageMax = 1_000;

export const routes: readonly Route<MetaCapabilities>[] = [
  {
    method: "GET",
    path: `${root}/epochs/:epoch`,
    async handle({ traffic }, { params }) {
      const record = epochAt(traffic, params["epoch"]);
      return epochJson(record, await traffic.rowsOf(record.epoch));
    },
  },
  {
    method: "GET",
    path: `${root}/epochs/:epoch/receipts`,
    async handle({ traffic }, { params, query }) {
      const record = epochAt(traffic, params["epoch"]);
      const lines = await linesOf(traffic, await traffic.rowsOf(record.epoch));
      const from = wholeNumber(query["from"]) ?? 0;
      const limit = Math.min(wholeNumber(query["limit"]) ?? 100, pageMax);
      return {
        epoch: record.epoch,
        receipts_root: toHex(record.receiptsRoot),
        count: lines.length,
        receipts: lines
          .slice(from, from + limit)
          .map((line, index) => lineJson(line, from + index)),
      };
    },
  },
  {
    method: "GET",
    path: `${root}/epochs/:epoch/receipts/:index`,
    async handle({ traffic }, { params }) {
      const record = epochAt(traffic, params["epoch"]);
      const lines = await linesOf(traffic, await traffic.rowsOf(record.epoch));
      const index = wholeNumber(params["index"]) ?? lines.length;
      const line = lines[index];
      if (line === undefined) throw notFound(`receipt ${params["index"]} of epoch ${record.epoch}`);

      const leaf = leafOf(line);
      const path = sumPath(lines.map(leafOf), index);
      return {
        ...lineJson(line, index),
        leaf: toHex(leaf.hash),
        path: path.map(({ hash, sum, side }) => ({ hash: toHex(hash), noz: `${sum}`, side })),
        receipts_root: toHex(rootOfSumPath(leaf, path).hash),
      };
    },
  },
  {
    method: "GET",
    path: `${root}/traffic/:node`,
    handle({ traffic }, { params }) {
      const node = params["node"] ?? "";
      return { node, unsettled: `${traffic.unsettledOf(node)}` };
    },
  },
  {
    method: "GET",
    path: `${root}/settled/:session/:node`,
    handle({ traffic }, { params }) {
      const session = Buffer.from(params["session"] ?? "", "hex");
      const settled =
        session.length === 32 ? traffic.settledAt(session, params["node"] ?? "") : undefined;
      return { noz_total: `${settled?.total ?? 0n}`, allowed: `${settled?.allowed ?? 0n}` };
    },
  },
  {
    method: "GET",
    path: `${root}/status`,
    handle({ block, epochs, parameters }) {
      const chosen = parameters.get();
      return {
        chain_id: block.chainId,
        genesis_hash: toHex(block.genesisHash),
        height: block.height,
        time: block.time,
        epoch: epochs.open(),
        epoch_seconds: chosen.epochSeconds,
        epoch_origin: chosen.epochOrigin,
        replicas: {
          default: chosen.replicasDefault,
          min: chosen.replicasMin,
          max: chosen.replicasMax,
        },
      };
    },
  },
];

function epochAt(traffic: MetaCapabilities["traffic"], text: string | undefined): EpochRecord {
  const epoch = wholeNumber(text);
  const record = epoch === undefined ? undefined : traffic.epoch(epoch);
  if (record === undefined) throw notFound(`epoch ${text}`);
  return record;
}

function epochJson(record: EpochRecord, rows: readonly SettledRow[]): unknown {
  return {
    epoch: record.epoch,
    void: record.isVoid,
    status: record.status,
    settled: rows.map(({ node, noz }) => ({ node, noz: `${noz}` })),
    settled_noz: `${record.settledNoz}`,
    carried: `${record.carried}`,
    accounts_total: `${record.accountsTotal}`,
    inbox_number: record.inboxNumber,
    receipts_root: toHex(record.receiptsRoot),
    parts: record.parts,
    closed_height: record.closedHeight,
    closed_time: record.closedTime,
  };
}

function lineJson(line: ReceiptLine, index: number) {
  return {
    index,
    epoch: line.epoch,
    node: line.node,
    session: toHex(line.session),
    before: `${line.before}`,
    noz_total: `${line.total}`,
    by_kind: Object.fromEntries(line.byKind.map(({ kind, noz }) => [kind, `${noz}`])),
    signature: toBase64(line.signature),
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
