import type { EpochFigures, Node, SimulatedEconomy } from "../engine/simulated-economy.ts";
import type { RandomSource } from "../random/random-source.ts";
import type { Figure, RunEvent } from "../run/run-result.ts";
import type { ScenarioParameters } from "../scenario/scenario.ts";
import type { Books } from "./books.ts";

/** One group of a scenario, living in an economy. */
export type Agent = Readonly<{
  books: Books;
  /** Acts in an epoch, before it settles. `epoch` is the number of epochs settled before, from 0. Absent in who only holds. */
  act?: (epoch: number) => void;
  /** Sees what the epoch came to. */
  observe?: (figures: EpochFigures) => void;
  /** What it counts of itself. */
  figures?: () => readonly Figure[];
}>;

/** What an agent acts through. */
export type AgentContext = Readonly<{
  /** The economy of the moment: in a sampled epoch it is two. Never kept. */
  economy: () => SimulatedEconomy;
  market: Market;
  parameters: ScenarioParameters;
  random: RandomSource;
  books: Books;
  /** Resource nodes that take part in draws, by handle, with their weights. Shared by all agents. */
  population: Map<Node, number>;
  report: (kind: RunEvent["kind"], detail: string) => void;
}>;

/** Operations that more than one behaviour does. What a rule refuses is reported, and answered by undefined. */
export type Market = Readonly<{
  /** PREPAY for an account of the agent: what it bought. */
  prepay: (account: number, payment: number, minimum?: number) => number | undefined;
  /** PREPAY of somebody whose money isn't the agent's. */
  prepayFor: (account: number, payment: number, minimum: number) => number | undefined;
  consume: (account: number, node: Node, ozone: number) => boolean;
  join: (role: "resource" | "meta", deposit: number, capacity: number) => Node | undefined;
  /** Announces that the node leaves. */
  leave: (node: Node) => boolean;
  /** Stops the node, properly or not. */
  stop: (node: Node) => boolean;
}>;
