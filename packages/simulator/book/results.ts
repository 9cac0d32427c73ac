import type { RunResult } from "../src/index.ts";
import { agentOf } from "../src/scenarios/shipped-scenario.ts";
import type { Point } from "./chapter.ts";

/** earned − spent, in STOS an epoch. */
export function netPerEpoch(result: RunResult, agent: string): number {
  return Number(agentOf(result, agent).net) / 1e18 / result.epochs;
}

/** A column over days, at most `pointsMax` of them. */
export function overDays(result: RunResult, values: readonly number[]): readonly Point[] {
  const step = Math.ceil(values.length / pointsMax);
  return values
    .map((value, row): Point => [(result.series.seconds[row] ?? 0) / 86_400, value])
    .filter((_, row) => row % step === 0 || row === values.length - 1);
}

const pointsMax = 300;
