import type { LineRange } from "./state.ts";

/** `ranges` and `added` together, in order, adjacent ones as one. */
export function mergeRanges(
  ranges: readonly LineRange[],
  added: readonly LineRange[],
): readonly LineRange[] {
  const merged: LineRange[] = [];
  for (const range of [...ranges, ...added].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && last.to === range.from)
      merged[merged.length - 1] = { from: last.from, to: range.to };
    else merged.push(range);
  }
  return merged;
}
