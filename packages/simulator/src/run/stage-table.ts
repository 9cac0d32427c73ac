import type { EpochFigures } from "../engine/simulated-economy.ts";
import type { Amount, StageRow } from "./run-result.ts";

/** Follows the stages of a run. */
export type StageTable = Readonly<{
  /** After every epoch. An epoch that mines nothing is of no stage: the schedule is over. */
  observe: (figures: EpochFigures) => void;
  rows: () => readonly StageRow[];
}>;

export function openStageTable(issued: () => Amount): StageTable {
  const finished: StageRow[] = [];
  let current: { stage: number; firstEpoch: number; lastEpoch: number; issued: Amount } | undefined;

  return {
    observe({ epoch, stage, miningReward }) {
      if (miningReward === 0) return;
      if (current?.stage !== stage) {
        if (current !== undefined) finished.push(current);
        current = { stage, firstEpoch: epoch, lastEpoch: epoch, issued: 0 };
      }
      current.lastEpoch = epoch;
      current.issued = issued();
    },
    rows: () => (current === undefined ? finished : [...finished, current]),
  };
}
