import { exponential, type RandomSource } from "../random/random-source.ts";
import type { Distribution } from "../scenario/scenario.ts";

/** `count` weights with mean 1: equal, uniform in (0, 2), exponential, or by 1 / rank. */
export function weightsOf(
  distribution: Distribution,
  count: number,
  random: RandomSource,
): readonly number[] {
  if (distribution !== "zipf")
    return Array.from({ length: count }, () => drawnWeight(distribution, random));
  const ranks = Array.from({ length: count }, (_, at) => 1 / (at + 1));
  const mean = ranks.reduce((total, each) => total + each, 0) / count;
  return ranks.map((each) => each / mean);
}

/** One more weight, of a node that joins later. By rank there is none to give: it is the mean. */
export function drawnWeight(distribution: Distribution, random: RandomSource): number {
  switch (distribution) {
    case "equal":
    case "zipf":
      return 1;
    case "uniform":
      return 2 * random.fraction();
    case "exponential":
      return exponential(random);
  }
}
