export type {
  Account,
  EconomyFigures,
  EpochFigures,
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
export { FastEconomy } from "./fast/fast-economy.ts";
