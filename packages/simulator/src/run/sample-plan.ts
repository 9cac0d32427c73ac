import { miningStages } from "@stos/economy";
import type { EconomyFigures } from "../engine/simulated-economy.ts";
import { randomSource } from "../random/random-source.ts";

/** Which epochs of a fast run are checked: the first and last, both sides of every stage's end, and some by seed. */
export type SamplePlan = Readonly<{
  /** Whether the epoch that is about to settle, counted from 1, is one of them. */
  isDue: (epoch: number) => boolean;
}>;

/** About `samplesByChance` of them are drawn: one in every equal part of the run. */
export function openSamplePlan(
  figures: EconomyFigures,
  { seed, epochs }: Readonly<{ seed: number; epochs: number }>,
): SamplePlan {
  const random = randomSource(seed, "exact check");
  const part = Math.max(1, Math.floor(epochs / samplesByChance));
  let stage = 0;
  let next = 1 + random.below(part);
  let partEnd = part;

  return {
    isDue(epoch) {
      const isFirstOfStage = figures.stage !== stage;
      stage = figures.stage;
      const isDrawn = epoch === next;
      if (epoch >= partEnd) {
        next = partEnd + 1 + random.below(part);
        partEnd += part;
      }
      return isFirstOfStage || isDrawn || epoch === epochs || isLastOfStage(figures);
    },
  };
}

/** A run of the whole schedule is checked about every 90,000 epochs. */
const samplesByChance = 40;

/** One more whole reward reaches the stage's cap, or empties the pool. */
function isLastOfStage({ issued, miningPool, stage }: EconomyFigures): boolean {
  const row = miningStages[stage - 1];
  if (row === undefined) return false;
  const left = stage === miningStages.length ? miningPool : Number(row.cap) - issued;
  return left > 0 && left <= Number(row.reward) * (1 + 1e-9);
}
