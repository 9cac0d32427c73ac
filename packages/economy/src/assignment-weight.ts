import { mulDivFloor, type Wei } from "@stos/units";

/** What a node weighs by. */
export type AssignmentStanding = Readonly<{
  /** Z: the deposit before any slashing or fee. */
  initial: Wei;
  /** What is left of it. */
  remaining: Wei;
  /** Parts per million, 0 to 1,000,000, by the published performance formula. */
  scorePpm: bigint;
}>;

/** w: from the ratio Z/s, scaled by `weightScale`, to a weight of the same scale. */
export type WeightCurve = (ratio: bigint) => bigint;

/** Z/s = 1 as an integer. */
export const weightScale = 10n ** 18n;

/** The identity: weight in proportion to the deposit. The paper leaves the curve to the testnet. */
export const proportional: WeightCurve = (ratio) => ratio;

const wholePpm = 1_000_000n;

/**
 * w(Z/s) · remaining/initial · score, scaled by `weightScale`: the paper's Δl = l · Z/s without the accident of
 * when one joined (section 4). Rounds down; a node with less than one part in 10¹⁸ isn't drawn.
 */
export function assignmentWeight(
  { initial, remaining, scorePpm }: AssignmentStanding,
  deposited: Wei,
  curve: WeightCurve = proportional,
): bigint {
  if (scorePpm < 0n || scorePpm > wholePpm)
    throw new RangeError(`a score lies between 0 and ${wholePpm} ppm: ${scorePpm}`);
  if (initial === 0n || deposited === 0n) return 0n;

  const weight = curve(mulDivFloor(initial, weightScale, deposited));
  return mulDivFloor(weight * scorePpm, remaining, wholePpm * initial);
}
