/** Points of one line, x ascending. */
export type Points = Readonly<{ x: readonly number[]; y: readonly number[] }>;

/**
 * At most `max` points with the line's shape: of every stretch its lowest and highest point stay, and the first and last of all, so no spike is
 * lost.
 */
export function thinPoints({ x, y }: Points, max: number): Points {
  if (x.length <= max) return { x, y };
  const stretches = Math.floor((max - 2) / 2);
  const kept = new Set([0, x.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * x.length) / stretches);
    const to = Math.floor(((stretch + 1) * x.length) / stretches);
    let low = from;
    let high = from;
    for (let at = from; at < to; at += 1) {
      if ((y[at] ?? 0) < (y[low] ?? 0)) low = at;
      if ((y[at] ?? 0) > (y[high] ?? 0)) high = at;
    }
    kept.add(low).add(high);
  }
  const places = [...kept].sort((a, b) => a - b);
  return { x: places.map((at) => x[at] ?? 0), y: places.map((at) => y[at] ?? 0) };
}
