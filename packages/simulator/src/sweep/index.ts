export {
  AxisError,
  overrideAt,
  parseAxis,
  parseRange,
  type SweepAxis,
  type SweepRange,
} from "./axis.ts";
export { planSweep, sweepRunsMax } from "./plan-sweep.ts";
export { runPoints, SweepProcessError } from "./run-points.ts";
export type { PointOutcome, SweepBase, SweepPoint } from "./sweep-point.ts";
