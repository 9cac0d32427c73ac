/** The first step of a wallet that has settled nothing at a node, bytes. Every node grants at least it. */
export const stepBytesMin = 65_536;
/** The largest step, bytes. */
export const stepBytesMax = 4 * 1024 * 1024;

/**
 * How far one side goes unsigned: min(4 MiB, 64 KiB · 2^⌊log2(1 + settled / 64 KiB)⌋).
 *
 * `settled` is what this wallet has settled at this node, in noz; rounds down, in favour of who bears the risk.
 */
export function stepBytes(settled: bigint): number {
  const multiples = 1n + settled / BigInt(stepBytesMin);
  let step = stepBytesMin;
  for (let doubled = 2n; doubled <= multiples && step < stepBytesMax; doubled *= 2n) step *= 2;
  return step;
}
