import { add, type Noz, noz } from "@stos/units";
import type { Traffic } from "./meter.ts";

/** The fields of a receipt that carry amounts, as they stand in `stratos.meta.v1.Receipt`. */
export type ReceiptAmounts = Readonly<{
  nozTotal: string;
  byKind: Readonly<Record<string, string>>;
}>;

export function receiptAmounts({ upload, download }: Traffic): {
  nozTotal: string;
  byKind: Record<string, string>;
} {
  const byKind: Record<string, string> = {};
  if (download > 0n) byKind["download"] = `${download}`;
  if (upload > 0n) byKind["upload"] = `${upload}`;
  return { nozTotal: `${add(upload, download)}`, byKind };
}

/** Undefined unless the amounts are of files alone, canonical decimals, and add up. */
export function receiptTraffic({ nozTotal, byKind }: ReceiptAmounts): Traffic | undefined {
  if (Object.keys(byKind).some((kind) => kind !== "upload" && kind !== "download"))
    return undefined;
  const upload = amount(byKind["upload"] ?? "0");
  const download = amount(byKind["download"] ?? "0");
  const total = amount(nozTotal);
  if (upload === undefined || download === undefined || total === undefined) return undefined;
  return add(upload, download) === total ? { upload, download } : undefined;
}

/** Whether a receipt takes nothing back. */
export function isAtLeast(next: Traffic, before: Traffic): boolean {
  return next.upload >= before.upload && next.download >= before.download;
}

/** 20 digits hold any amount of noz below 2^64; longer ones are refused before they are parsed. */
function amount(text: string): Noz | undefined {
  return /^(0|[1-9]\d{0,19})$/.test(text) ? noz(BigInt(text)) : undefined;
}
