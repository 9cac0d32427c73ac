import { byCodeUnit } from "@stos/economy";
import { drawOrder } from "./order.ts";
import type { NodeTable } from "./table.ts";

export type ReadDraw = Readonly<{
  seed: Uint8Array;
  number: number;
  table: NodeTable;
  /** The nodes that hold the slice and still serve. */
  holders: readonly string[];
}>;

/**
 * All holders in the order in which reads try them: by weight, and behind them those that had none in the table (they
 * joined later), by their addresses, so that data stays readable.
 */
export function drawRead({ seed, number, table, holders }: ReadDraw): readonly string[] {
  const candidates = table.entries
    .filter(({ node }) => holders.includes(node))
    .map(({ node, weight }) => ({ id: node, weight }));
  const drawn = [...drawOrder({ seed, number, kind: "download" }, candidates)];
  const rest = holders.filter((node) => !drawn.includes(node)).sort(byCodeUnit);
  return [...drawn, ...rest];
}
