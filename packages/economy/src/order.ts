/** The order of ids everywhere in the economy: by code unit, so `n10` comes before `n9`, whatever the locale. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
