/** A parameter that an analysis varies evenly between two bounds. */
export type ParameterRange = Readonly<{ name: string; low: number; high: number }>;

/** A point of the unit cube as values of the parameters. */
export function scaledPoint(
  ranges: readonly ParameterRange[],
  point: readonly number[],
): readonly number[] {
  return ranges.map(({ low, high }, at) => low + (point[at] ?? 0) * (high - low));
}
