/** ⌊a · b / divisor⌋. Rounds down: in favour of whoever pays out. */
export function mulDivFloor(a: bigint, b: bigint, divisor: bigint): bigint {
  requirePositive(divisor);
  requireNonNegative(a, b);
  return (a * b) / divisor;
}

/** ⌈a · b / divisor⌉. Rounds up: in favour of whoever is paid. */
export function mulDivCeil(a: bigint, b: bigint, divisor: bigint): bigint {
  requirePositive(divisor);
  requireNonNegative(a, b);
  return (a * b + divisor - 1n) / divisor;
}

function requirePositive(divisor: bigint): void {
  if (divisor <= 0n) throw new RangeError(`a divisor must be positive: ${divisor}`);
}

/** bigint division truncates towards zero, which is the floor only for what isn't negative. */
function requireNonNegative(a: bigint, b: bigint): void {
  if (a < 0n || b < 0n) throw new RangeError(`a factor can't be negative: ${a}, ${b}`);
}
