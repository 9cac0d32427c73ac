import { decodeMessage, ReportSchema } from "@stos/codec";
import type { NodeTraffic } from "@stos/economy";
import { packetBytesMax } from "@stos/ledger";
import { type Noz, noz } from "@stos/units";

/** A report as parsed: amounts are numbers, but nothing of it has been judged yet. */
export type EpochReport = Readonly<{
  epoch: number;
  isVoid: boolean;
  settled: readonly NodeTraffic[];
  settledTotal: Noz;
  duty: readonly string[];
  inboxNumber: number;
  accountsTotal: Noz;
  receiptsRoot: Uint8Array;
  /** Of the meta chain's block that closed the epoch. */
  height: number;
}>;

/** 64 parts of 64 KiB hold a report of some 60,000 nodes. */
export const reportPartsMax = 64;

const reportBytesMax = reportPartsMax * packetBytesMax;
const hashBytes = 32;

/** Undefined where the bytes are no report. */
export function parseReport(bytes: Uint8Array): EpochReport | undefined {
  try {
    const report = decodeMessage(ReportSchema, bytes, reportBytesMax);
    if (report.receiptsRoot.length > hashBytes) return undefined;
    return {
      epoch: parseNumber(report.epoch),
      isVoid: report.void,
      settled: report.settled.map(({ node, noz: amount }) => ({
        id: node,
        traffic: parseNoz(amount),
      })),
      settledTotal: parseNoz(report.settledNoz),
      duty: report.duty,
      inboxNumber: parseNumber(report.inboxNumber),
      accountsTotal: parseNoz(report.accountsTotal),
      receiptsRoot: report.receiptsRoot,
      height: parseNumber(report.height),
    };
  } catch {
    return undefined;
  }
}

/** Why a report closes its epoch void; undefined where it is in order (reading 28). */
export function reportFault(
  report: EpochReport,
  { epoch, sold, sent }: Readonly<{ epoch: number; sold: Noz; sent: number }>,
): string | undefined {
  const total = report.settled.reduce((sum, { traffic }) => sum + traffic, 0n);
  if (report.epoch !== epoch) return `it names epoch ${report.epoch} inside`;
  if (report.inboxNumber > sent)
    return `it counts ${report.inboxNumber} of our packets where ${sent} were sent`;
  if (total !== report.settledTotal)
    return `its rows add up to ${total}, it says ${report.settledTotal}`;
  if (total > sold) return `it settles ${total} noz where ${sold} are sold and not settled`;
  if (!isInOrder(report.settled)) return "its rows are not in the order of their traffic";
  if (report.isVoid && total > 0n) return "it is void and settles traffic";
  return undefined;
}

/** By traffic, largest first, then by id: as the settled set is chosen (reading 7). */
function isInOrder(settled: readonly NodeTraffic[]): boolean {
  return settled.every((row, index) => {
    const before = settled[index - 1];
    if (before === undefined || before.traffic > row.traffic) return true;
    return before.traffic === row.traffic && before.id <= row.id;
  });
}

function parseNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is 2^53 or more`);
  return number;
}

function parseNoz(text: string): Noz {
  if (!/^(0|[1-9]\d{0,59})$/.test(text)) throw new RangeError(`"${text}" is no amount of noz`);
  return noz(BigInt(text));
}
