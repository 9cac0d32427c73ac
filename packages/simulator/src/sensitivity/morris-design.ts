import { type RandomSource, randomSource } from "../random/random-source.ts";
import { type ParameterRange, scaledPoint } from "./parameter-range.ts";
import { spreadTrajectories } from "./spread-trajectories.ts";

export type MorrisPlan = Readonly<{
  ranges: readonly ParameterRange[];
  /** r: how many trajectories are run. */
  trajectories: number;
  /** They are the most spread ones of so many; the same number takes all as drawn. */
  pool: number;
  seed: number;
}>;

/** A path through the grid of the unit cube that moves each parameter once: k + 1 points. */
export type Trajectory = readonly (readonly number[])[];

/** p: levels of the grid, even, so that each is drawn as often. */
export const morrisLevels = 4;
/** Δ = p / (2 (p − 1)): the step of a parameter in the unit cube. */
export const morrisStep = morrisLevels / (2 * (morrisLevels - 1));
/** Trajectories that are drawn to choose from. */
export const morrisPoolMax = 1_000;

/** The trajectories of a design in the unit cube (Morris 1991; chosen as Ruano et al. 2012). */
export function morrisDesign({
  ranges,
  trajectories,
  pool,
  seed,
}: MorrisPlan): readonly Trajectory[] {
  if (!(trajectories >= 2 && pool >= trajectories && pool <= morrisPoolMax))
    throw new RangeError(
      `Morris takes at least 2 trajectories out of at most ${morrisPoolMax}, not ${trajectories} out of ${pool}`,
    );
  const random = randomSource(seed, "morris");
  const drawn = Array.from({ length: pool }, () => drawTrajectory(random, ranges.length));
  if (pool === trajectories) return drawn;
  return spreadTrajectories(drawn, trajectories).map((at) => drawn[at] ?? []);
}

/** The points to run the model at, trajectory by trajectory. */
export function morrisPoints(
  ranges: readonly ParameterRange[],
  design: readonly Trajectory[],
): readonly (readonly number[])[] {
  return design.flat().map((point) => scaledPoint(ranges, point));
}

/** Starts on the grid's lower or upper half, each parameter by itself, and moves the parameters in a drawn order. */
function drawTrajectory(random: RandomSource, parameters: number): Trajectory {
  const rises = Array.from({ length: parameters }, () => random.below(2) === 1);
  let point: readonly number[] = rises.map((isRising) => {
    const low = random.below(morrisLevels / 2) / (morrisLevels - 1);
    return isRising ? low : low + morrisStep;
  });
  const trajectory = [point];
  for (const at of shuffled(random, parameters)) {
    const step = rises[at] === true ? morrisStep : -morrisStep;
    point = point.with(at, (point[at] ?? 0) + step);
    trajectory.push(point);
  }
  return trajectory;
}

/** 0 … count − 1 in a drawn order (Fisher and Yates). */
function shuffled(random: RandomSource, count: number): readonly number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}
