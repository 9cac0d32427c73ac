import type { DepositProfile } from "@stos/economy";

/** What a number counts. `wei-per-noz` is a price: one wei per noz is 10⁻⁹ STOS per Ozone. */
export type Unit = "wei" | "noz" | "count" | "ratio" | "wei-per-noz";

export type EngineName = "exact" | "fast";

/** A whole amount: a bigint of the exact engine, a double of the fast one. Counts and ratios are always doubles. */
export type Amount = number | bigint;

/** One named column of the series, as many values as the series has rows. */
export type SeriesColumn = Readonly<{
  /** As a scenario's `record.series` names it: `price`, `consumed`, `washer.net`. */
  name: string;
  unit: Unit;
  values: readonly Amount[];
}>;

/** Samples at the ends of recorded epochs: every `every`-th, and the last. */
export type Series = Readonly<{
  /** What the scenario asked for, or a multiple of it where the run had more rows than `seriesRowsMax`. */
  every: number;
  /** Epochs settled at each row. */
  epochs: readonly number[];
  /** Simulated seconds since genesis at each row. */
  seconds: readonly number[];
  columns: readonly SeriesColumn[];
}>;

/** One named figure. */
export type Figure = Readonly<{ name: string; unit: Unit; value: Amount }>;

/** What a group of the scenario put in and got out, in wei. */
export type AgentAccount = Readonly<{
  /** The group's name. */
  name: string;
  /** The section it stands in: `demand`, `resource_nodes`, `washers`, … */
  kind: string;
  /** PREPAY and gas. */
  spent: Amount;
  /** All rewards given, free or not, less the cancelled ones. */
  earned: Amount;
  /** Deposits made and not yet back: no loss, unless slashed. */
  deposited: Amount;
  /** earned − spent. */
  net: Amount;
  /** Its Ozone balance, in noz. */
  ozone: Amount;
  /** What else the behaviour counts of itself. */
  figures: readonly Figure[];
}>;

/** A row of the stage table. */
export type StageRow = Readonly<{
  /** From 1. */
  stage: number;
  /** The first and last epoch that mined in it. */
  firstEpoch: number;
  lastEpoch: number;
  /** Gross issued at the end of `lastEpoch`, in wei. */
  issued: Amount;
}>;

/** Something worth a line; at most `eventsMax` are kept of a run, the first ones. */
export type RunEvent = Readonly<{
  /** Epochs settled before it. */
  epoch: number;
  kind: "join" | "leave" | "improper-exit" | "refusal" | "shortfall" | "insolvency" | "solvency";
  /** The group that caused it; absent where the economy did. */
  agent?: string;
  detail: string;
}>;

/** How the invariants held: a relative difference of 0 in the exact engine. */
export type InvariantReport = Readonly<{
  /** Epochs they were asserted in: all of the run. */
  epochs: number;
  /** How often the whole state was counted anew. */
  recounts: number;
  worst: readonly Readonly<{ name: string; difference: number; epoch: number }>[];
}>;

/** How sampled epochs of the fast engine compared with the reducer's. Absent in exact runs. */
export type ExactCheck = Readonly<{
  /** The epochs compared. */
  samples: readonly number[];
  /** How many figures were compared in all. */
  compared: number;
  largestDifference: number;
  /** What differed most, and in which epoch; absent where nothing did. */
  largestAt?: Readonly<{ figure: string; epoch: number }>;
}>;

/** A run, complete. The same scenario, engine and seed give the same one in every bit: it holds no clock. */
export type RunResult = Readonly<{
  title: string;
  engine: EngineName;
  seed: number;
  profile: DepositProfile;
  epochs: number;
  epochSeconds: number;
  series: Series;
  /** The economy at the end, every figure that a column can name. */
  final: readonly Figure[];
  agents: readonly AgentAccount[];
  stages: readonly StageRow[];
  events: readonly RunEvent[];
  /** How many events there were of each kind, kept or not. */
  eventCounts: Readonly<Partial<Record<RunEvent["kind"], number>>>;
  invariants: InvariantReport;
  exactCheck?: ExactCheck;
}>;

/** Rows a series holds at most: a fuller one keeps every second row and doubles its step. */
export const seriesRowsMax = 20_000;
/** Events a result lists at most. */
export const eventsMax = 1_000;
