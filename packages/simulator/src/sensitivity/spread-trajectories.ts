import type { Trajectory } from "./morris-design.ts";

/**
 * Which `count` of the trajectories lie farthest from one another, in ascending order: the square root of the sum of their squared
 * distances, d(m, l) = Σᵢ Σⱼ |mᵢ − lⱼ|, is the greatest found. Ruano et al. (2012): for each size i the best set of a trajectory with its i
 * farthest ones is grown one by one; no search through all sets, so a near best one for many.
 */
export function spreadTrajectories(
  trajectories: readonly Trajectory[],
  count: number,
): readonly number[] {
  const squares = squaredDistances(trajectories);
  const spreadOf = (set: readonly number[]) => spread(squares, set);
  const candidates = Array.from({ length: count - 1 }, (_, at) => {
    const seeds = squares.map((row, own) => [...farthest(row, own, at + 1), own]);
    return grown(best(seeds, spreadOf), { squares, count });
  });
  return best(candidates, spreadOf).toSorted((a, b) => a - b);
}

/** Σ of the squared distances within a set. */
export function spread(squares: readonly (readonly number[])[], set: readonly number[]): number {
  return set.reduce(
    (sum, a, at) => set.slice(at + 1).reduce((part, b) => part + (squares[a]?.[b] ?? 0), sum),
    0,
  );
}

export function squaredDistances(
  trajectories: readonly Trajectory[],
): readonly (readonly number[])[] {
  return trajectories.map((a) => trajectories.map((b) => (a === b ? 0 : distance(a, b) ** 2)));
}

function distance(a: Trajectory, b: Trajectory): number {
  let sum = 0;
  for (const point of a) for (const other of b) sum += euclidean(point, other);
  return sum;
}

function euclidean(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (const [at, each] of a.entries()) sum += (each - (b[at] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

function farthest(row: readonly number[], own: number, count: number): readonly number[] {
  return row
    .map((square, at) => ({ square, at }))
    .filter(({ at }) => at !== own)
    .sort((a, b) => b.square - a.square || a.at - b.at)
    .slice(0, count)
    .map(({ at }) => at);
}

function grown(
  set: readonly number[],
  { squares, count }: Readonly<{ squares: readonly (readonly number[])[]; count: number }>,
): readonly number[] {
  let members = set;
  while (members.length < count) {
    const others = [...squares.keys()].filter((at) => !members.includes(at));
    const gain = (at: number) => members.reduce((sum, each) => sum + (squares[at]?.[each] ?? 0), 0);
    members = [...members, best(others, gain)];
  }
  return members;
}

/** The first with the greatest value. */
function best<T>(candidates: readonly T[], worth: (candidate: T) => number): T {
  const [first, ...others] = candidates.map((candidate) => ({
    candidate,
    value: worth(candidate),
  }));
  if (first === undefined) throw new RangeError("there is nothing to choose from");
  return others.reduce((most, each) => (each.value > most.value ? each : most), first).candidate;
}
