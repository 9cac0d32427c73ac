import { type DirectionNumbers, directionNumbers } from "./direction-numbers.ts";

/** Dimensions there are direction numbers for. */
export const sobolDimensionsMax = directionNumbers.length + 1;
/** Points that one sequence has. */
export const sobolPointsMax = 2 ** 31;

/**
 * The first `count` points of Sobol's low-discrepancy sequence in [0, 1)^dimensions, in Gray code's order. `shifts`, a 32-bit
 * word for each dimension, is XORed onto each point: a random digital shift, which keeps the evenness and loses the first point's zeros.
 */
export function* sobolSequence(
  dimensions: number,
  count: number,
  shifts: readonly number[] = [],
): Generator<readonly number[]> {
  if (dimensions > sobolDimensionsMax || count > sobolPointsMax)
    throw new RangeError(
      `Sobol's sequence has at most ${sobolDimensionsMax} dimensions and ${sobolPointsMax} points, not ${dimensions} and ${count}`,
    );
  const columns = Array.from({ length: dimensions }, (_, at) => directionsOf(at));
  const point = new Uint32Array(dimensions);
  for (let at = 0; at < count; at += 1) {
    if (at > 0) advance(point, columns, lowestZeroBit(at - 1));
    yield Array.from(
      point,
      (word, dimension) => ((word ^ (shifts[dimension] ?? 0)) >>> 0) / 2 ** 32,
    );
  }
}

function advance(point: Uint32Array, columns: readonly Uint32Array[], bit: number): void {
  for (const [dimension, directions] of columns.entries())
    point[dimension] = (point[dimension] ?? 0) ^ (directions[bit] ?? 0);
}

function lowestZeroBit(value: number): number {
  return 31 - Math.clz32(~value & (value + 1));
}

/** v₁ … v₃₂ of a dimension, each shifted to the top of 32 bits. */
function directionsOf(dimension: number): Uint32Array {
  const numbers = directionNumbers[dimension - 1];
  if (numbers === undefined) return Uint32Array.from({ length: 32 }, (_, at) => 1 << (31 - at));
  return recurrence(numbers);
}

/** vⱼ = vⱼ₋ₛ ⊕ vⱼ₋ₛ/2ˢ ⊕ Σ aₖ vⱼ₋ₖ */
function recurrence({ inner, first }: DirectionNumbers): Uint32Array {
  const degree = first.length;
  const directions = new Uint32Array(32);
  for (const [at, number] of first.entries()) directions[at] = number << (31 - at);
  for (let at = degree; at < 32; at += 1) {
    const before = directions[at - degree] ?? 0;
    let next = before ^ (before >>> degree);
    for (let k = 1; k < degree; k += 1)
      if (((inner >> (degree - 1 - k)) & 1) === 1) next ^= directions[at - k] ?? 0;
    directions[at] = next;
  }
  return directions;
}
