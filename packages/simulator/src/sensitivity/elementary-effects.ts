import { type Bootstrap, bootstrap, type Estimate } from "./bootstrap.ts";
import { morrisStep, type Trajectory } from "./morris-design.ts";

/** What a parameter does to a figure, per whole range of the parameter. */
export type ElementaryEffect = Readonly<{
  name: string;
  /** μ: the mean effect. */
  mu: Estimate;
  /** μ*: the mean of its absolute values: how much the parameter matters. */
  muStar: Estimate;
  /** σ: its standard deviation: how much it depends on the others, or isn't linear. */
  sigma: Estimate;
}>;

export type MorrisRuns = Readonly<{
  names: readonly string[];
  design: readonly Trajectory[];
  /** The figure at each point of `morrisPoints`, in its order. */
  outputs: readonly number[];
}>;

/** Elementary effects (f(x + Δ) − f(x)) / Δ over all trajectories (Morris 1991; μ* of Campolongo et al. 2007). */
export function elementaryEffects(
  { names, design, outputs }: MorrisRuns,
  resampling: Bootstrap,
): readonly ElementaryEffect[] {
  const size = names.length + 1;
  if (outputs.length !== design.length * size)
    throw new RangeError(
      `${design.length} trajectories of ${names.length} parameters have ${design.length * size} runs, not ${outputs.length}`,
    );
  const effects = design.map((trajectory, at) =>
    effectsOf(trajectory, outputs.slice(at * size, (at + 1) * size)),
  );
  const estimates = bootstrap(effects.length, resampling, (parts) =>
    names.flatMap((_, parameter) => statistics(effects, parameter, parts)),
  );
  const at = (index: number): Estimate => estimates[index] ?? { value: 0, low: 0, high: 0 };
  return names.map((name, index) => ({
    name,
    mu: at(3 * index),
    muStar: at(3 * index + 1),
    sigma: at(3 * index + 2),
  }));
}

/** One effect of each parameter. */
function effectsOf(trajectory: Trajectory, outputs: readonly number[]): Float64Array {
  const effects = new Float64Array(trajectory.length - 1);
  for (const [step, point] of trajectory.slice(1).entries()) {
    const before = trajectory[step] ?? [];
    const moved = point.findIndex((value, at) => value !== before[at]);
    const sign = (point[moved] ?? 0) > (before[moved] ?? 0) ? 1 : -1;
    effects[moved] = (sign * ((outputs[step + 1] ?? 0) - (outputs[step] ?? 0))) / morrisStep;
  }
  return effects;
}

/** μ, μ*, σ (with n − 1). */
function statistics(
  effects: readonly Float64Array[],
  parameter: number,
  parts: Uint32Array,
): readonly [number, number, number] {
  let sum = 0;
  let absolute = 0;
  for (const part of parts) {
    const effect = effects[part]?.[parameter] ?? 0;
    sum += effect;
    absolute += Math.abs(effect);
  }
  const mu = sum / parts.length;
  let squares = 0;
  for (const part of parts) squares += ((effects[part]?.[parameter] ?? 0) - mu) ** 2;
  return [mu, absolute / parts.length, Math.sqrt(squares / (parts.length - 1))];
}
