export type {
  Account,
  CheckableEconomy,
  EconomyFigures,
  EpochFigures,
  ExactSnapshot,
  Node,
  NodeFigures,
  RewardFigures,
  ShutdownFigures,
  SimulatedEconomy,
  Staker,
  TrafficDraw,
  TrafficSpread,
} from "./engine/simulated-economy.ts";
export type { SimulatedGenesis } from "./engine/simulated-genesis.ts";
export { ExactEconomy } from "./exact/exact-economy.ts";
export {
  type AggregateFigure,
  type AggregatePlan,
  type AggregateSchedule,
  aggregateFigures,
  runAggregateSchedule,
} from "./fast/aggregate-schedule.ts";
export { FastEconomy } from "./fast/fast-economy.ts";
export { amountText, unitLabel } from "./output/amount-text.ts";
export { csv, headerOf } from "./output/csv.ts";
export { parquetOf, type TableColumn } from "./output/parquet.ts";
export { type OutputFiles, runFiles, writeOutput } from "./output/write-run.ts";
export { figureColumns } from "./run/figure-columns.ts";
export type {
  AgentAccount,
  Amount,
  EngineName,
  ExactCheck,
  Figure,
  InvariantReport,
  RunEvent,
  RunResult,
  Series,
  SeriesColumn,
  StageRow,
  Unit,
} from "./run/run-result.ts";
export {
  type RunOptions,
  type RunProgress,
  runScenario,
  scheduleEpochs,
} from "./run/run-scenario.ts";
export { readScenario, type ScenarioSource, scenarioLengthMax } from "./scenario/read-scenario.ts";
export type { Scenario } from "./scenario/scenario.ts";
export type { Estimate } from "./sensitivity/bootstrap.ts";
export { bootstrap } from "./sensitivity/bootstrap.ts";
export { type ElementaryEffect, elementaryEffects } from "./sensitivity/elementary-effects.ts";
export { morrisDesign, morrisPoints } from "./sensitivity/morris-design.ts";
export type { ParameterRange } from "./sensitivity/parameter-range.ts";
export { saltelliDesign } from "./sensitivity/saltelli-design.ts";
export { type SobolIndices, sobolIndices } from "./sensitivity/sobol-indices.ts";
export {
  type ScenarioProblem,
  SimulationError,
  type SimulationFailure,
} from "./simulation-error.ts";
export {
  AxisError,
  overrideAt,
  type PointOutcome,
  parseAxis,
  parseRange,
  planSweep,
  runPoints,
  type SweepAxis,
  type SweepBase,
  type SweepPoint,
  SweepProcessError,
  type SweepRange,
  sweepRunsMax,
} from "./sweep/index.ts";
