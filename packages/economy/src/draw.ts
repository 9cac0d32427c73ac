import { byCodeUnit } from "./order.ts";

/** One who can be drawn. A weight of zero is never drawn. */
export type Candidate = Readonly<{ id: string; weight: bigint }>;

/** Uniform integers lie in [0, 2²⁵⁶). */
export const uniformRange = 2n ** 256n;

/**
 * Draws by weight without replacement, one candidate for each given uniform integer: u picks the candidate whose
 * interval holds ⌊u · Σ weight / 2²⁵⁶⌋, with intervals in code-unit order of ids (section 3).
 *
 * The same input gives the same answer on every machine, whatever the order of `candidates`. The answer is
 * shorter than `uniforms` where candidates run out. The bias is below Σ weight / 2²⁵⁶.
 */
export function drawByWeight(
  candidates: readonly Candidate[],
  uniforms: readonly bigint[],
): readonly string[] {
  const left = candidates
    .filter(({ weight }) => weight > 0n)
    .sort((a, b) => byCodeUnit(a.id, b.id));
  const drawn: string[] = [];

  for (const uniform of uniforms) {
    if (left.length === 0) break;
    const [picked] = left.splice(pick(left, uniform), 1);
    if (picked !== undefined) drawn.push(picked.id);
  }
  return drawn;
}

function pick(candidates: readonly Candidate[], uniform: bigint): number {
  if (uniform < 0n || uniform >= uniformRange)
    throw new RangeError(`not a uniform integer of 256 bits: ${uniform}`);
  let total = 0n;
  for (const { weight } of candidates) total += weight;

  let point = (uniform * total) / uniformRange;
  return candidates.findIndex(({ weight }) => {
    point -= weight;
    return point < 0n;
  });
}
