import { sub } from "@stos/units";
import { type SumNode, sumLeaf, sumRoot } from "./receipt-tree.ts";
import { lineCodec, type ReceiptLine, type SettledRow } from "./state.ts";
import type { Traffic } from "./traffic.ts";

/** The lines behind a report, in the order of its rows. */
export async function linesOf(
  traffic: Pick<Traffic, "linesIn">,
  rows: readonly SettledRow[],
): Promise<readonly ReceiptLine[]> {
  const found: ReceiptLine[] = [];
  for (const { node, ranges } of rows) found.push(...(await traffic.linesIn(node, ranges)));
  return found;
}

/** A line with the user's signature, and what it adds to the node's traffic. */
export function leafOf(line: ReceiptLine): SumNode {
  return sumLeaf(lineCodec.encode(line), sub(line.total, line.before));
}

export async function receiptsRoot(
  traffic: Pick<Traffic, "linesIn">,
  rows: readonly SettledRow[],
): Promise<Uint8Array> {
  return sumRoot((await linesOf(traffic, rows)).map(leafOf)).hash;
}
