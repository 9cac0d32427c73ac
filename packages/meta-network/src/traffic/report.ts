import { encodeMessage, ReportPartSchema, ReportSchema } from "@stos/codec";
import type { MetaCapabilities } from "../capabilities.ts";
import type { EpochRecord, SettledRow } from "./state.ts";

/** A packet holds at most 64 KiB; what names it and its part stays well below the rest. */
export const partBytesMax = 65_536 - 512;

/** Sends the report in parts and remembers whose answers they await. Answers the number of parts. */
export async function sendReport(
  { membership, outbox, traffic }: Pick<MetaCapabilities, "membership" | "outbox" | "traffic">,
  record: EpochRecord,
  rows: readonly SettledRow[],
): Promise<number> {
  // Until audits exist, all admitted meta nodes did their duty in an epoch that had blocks.
  const duty = record.isVoid ? [] : (await membership.all()).map(({ node }) => node);
  const bytes = encodeMessage(ReportSchema, {
    epoch: BigInt(record.epoch),
    void: record.isVoid,
    settled: rows.map(({ node, noz }) => ({ node, noz: `${noz}` })),
    settledNoz: `${record.settledNoz}`,
    duty,
    carried: `${record.carried}`,
    inboxNumber: BigInt(record.inboxNumber),
    accountsTotal: `${record.accountsTotal}`,
    receiptsRoot: record.receiptsRoot,
    height: BigInt(record.closedHeight),
  });

  const parts = Math.max(1, Math.ceil(bytes.length / partBytesMax));
  for (let part = 0; part < parts; part += 1) {
    const body = encodeMessage(ReportPartSchema, {
      epoch: BigInt(record.epoch),
      part,
      parts,
      bytes: bytes.subarray(part * partBytesMax, (part + 1) * partBytesMax),
    });
    traffic.rememberReport(outbox.send({ kind: "report-part", body }), record.epoch);
  }
  return parts;
}
