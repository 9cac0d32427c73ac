import type { DepositProfile } from "@stos/economy";
import type { TrafficDraw } from "../engine/simulated-economy.ts";

/** A scenario file, read and found sound. Whole wei and noz in doubles, durations in epochs unless said. */
export type Scenario = Readonly<{
  /** What reproduces it: the file's name as given, and the overrides. */
  source: Readonly<{ file: string; overrides: readonly string[] }>;
  title: string;
  description: string;
  /** 0 to 2³² − 1. */
  seed: number;
  /** `schedule`: until the Mining Pool is empty. */
  epochs: number | "schedule";
  parameters: ScenarioParameters;
  genesis: ScenarioGenesis;
  /** In the order in which they act. Names are unique. */
  groups: readonly AgentGroup[];
  record: Readonly<{
    every: number;
    series: readonly string[];
  }>;
}>;

/** All that the economy's parameters are, in seconds. */
export type ScenarioParameters = Readonly<{
  profile: DepositProfile;
  epochSeconds: number;
  rewardLockEpochs: number;
  depositSeconds: number;
  coolingOffSeconds: number;
}>;

export type ScenarioGenesis = Readonly<{
  /** l₀ in noz, or the price to begin with in wei per noz: l₀ = (s + p) / price. */
  limit: Readonly<{ forSale: number }> | Readonly<{ price: number }>;
  /** s; undefined is the sum of all deposits. */
  deposited: number | undefined;
  prepaid: number;
  issued: number;
}>;

/** One table of the file that acts. `kind` is its section. */
export type AgentGroup =
  | DemandGroup
  | ResourceNodeGroup
  | MetaNodeGroup
  | ValidatorGroup
  | GasGroup
  | WasherGroup
  | RerollerGroup
  | SandwicherGroup
  | DepositorGroup
  | PumperGroup;

/** Users who buy Ozone each epoch and consume it. */
export type DemandGroup = Readonly<{
  kind: "demand";
  name: string;
  /** What is bought in an epoch of the mean: for STOS, or as much Ozone. */
  level: Readonly<{ unit: "wei" | "noz"; amount: number }>;
  pattern: DemandPattern;
  /** The part of its balance that it consumes each epoch. */
  consume: number;
  spread: TrafficDraw;
  /** The epochs it acts in: [from, until). */
  from: number;
  until: number;
}>;

export type DemandPattern =
  | Readonly<{ pattern: "constant" }>
  /** level · (1 + growth)^(t / period) */
  | Readonly<{ pattern: "growing"; growth: number; period: number }>
  /** level · (1 + amplitude · sin(2π t / period)) */
  | Readonly<{ pattern: "seasonal"; amplitude: number; period: number }>
  /** level · factor with the chance `probability` in an epoch, else level. */
  | Readonly<{ pattern: "bursty"; factor: number; probability: number }>;

/** How a figure is distributed over a group: its mean is the one given. */
export type Distribution = "equal" | "uniform" | "exponential" | "zipf";

export type ResourceNodeGroup = Readonly<{
  kind: "resource_nodes";
  name: string;
  /** At genesis. */
  count: number;
  deposit: number;
  depositDistribution: Distribution;
  /** One for all, or one for each of `count`. */
  capacity: number | readonly number[];
  capacityDistribution: Distribution;
  /** Nodes that join in an epoch, on average, while fewer than `joinMax` have joined. */
  joinRate: number;
  joinMax: number;
  /** The chance of a node to leave in an epoch, and the part of the leavers who just stop. */
  leaveRate: number;
  improperShare: number;
  /** A bank run: this part of all active nodes leaves in one epoch. */
  run: Readonly<{ at: number; share: number }> | undefined;
}>;

export type MetaNodeGroup = Readonly<{
  kind: "meta_nodes";
  name: string;
  count: number;
  deposit: number;
}>;

export type ValidatorGroup = Readonly<{
  kind: "validators";
  name: string;
  count: number;
  self: number;
  commissionBp: number;
  /** Of each validator. */
  delegators: number;
  delegation: number;
}>;

/** Gas fees of all users together. */
export type GasGroup = Readonly<{ kind: "gas"; name: string; amount: number }>;

/** Buys Ozone and consumes it on its own nodes for the mining reward. */
export type WasherGroup = Readonly<{
  kind: "washers";
  name: string;
  /** Equal washers, each with one node. */
  count: number;
  deposit: number;
  /** W of each washer in an epoch; `best` is the best answer to the others' traffic of the epoch before. */
  spend: number | "best";
  /** f: the part of its traffic that lands on its own node; the rest falls on all nodes by capacity. */
  ownShare: number;
}>;

/** A washer who abandons draws until its own node comes up. */
export type RerollerGroup = Readonly<{
  kind: "rerollers";
  name: string;
  deposit: number;
  capacity: number;
  spend: number;
  /** Objects an epoch, each drawn anew. */
  objects: number;
  /** k: how often an object's draw is abandoned at most. */
  rerolls: number;
}>;

/** Buys before a victim's PREPAY and redeems after it, once. */
export type SandwicherGroup = Readonly<{
  kind: "sandwichers";
  name: string;
  deposit: number;
  at: number;
  payment: number;
  victimPayment: number;
  /** The victim's `min_noz`: its quote less this part. Undefined is none. */
  tolerance: number | undefined;
}>;

/** Joins, prepays, leaves and redeems. */
export type DepositorGroup = Readonly<{
  kind: "depositors";
  name: string;
  deposit: number;
  payment: number;
  /** When it joins, and when it leaves and redeems. */
  at: number;
  leaveAt: number;
}>;

/** Prepays just before an epoch ends, to lift R of its nodes' traffic, and consumes it in the next one. */
export type PumperGroup = Readonly<{
  kind: "pumpers";
  name: string;
  deposit: number;
  capacity: number;
  payment: number;
  every: number;
}>;

/** Epochs a run has at most. */
export const epochsMax = 20_000_000;
