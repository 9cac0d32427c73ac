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
export {
  type ScenarioProblem,
  SimulationError,
  type SimulationFailure,
} from "./simulation-error.ts";
