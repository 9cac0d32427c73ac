import type { NodeTable } from "../draws/index.ts";
import type { Session } from "../sessions/state.ts";
import type { ChainFacts } from "./chain-facts.ts";
import type { Prober } from "./prober.ts";

export type NodeUrl = Readonly<{ node: string; url: string }>;

/** One request's work on a session: what it reads, and what it takes. */
export type Task = Readonly<{
  facts: ChainFacts;
  session: Session;
  seed: Uint8Array;
  table: NodeTable;
  prober: Pick<Prober, "takesSlices" | "isReachable">;
  /** The next number. Throws `IssuerError` too-many-asks beyond what one request may take. */
  takeNumber(): number;
  /** The request needs `noz` more at the node, and its allowance in the answer. */
  demand(node: string, noz: bigint): void;
  /** Its answer hands out a draw with the node: `noz` more may be asked for there later. */
  entitle(node: string, noz: bigint): void;
  /** What the request's earlier asks took of it. */
  takenAt(node: string): bigint;
  nodeUrl(node: string): NodeUrl;
}>;
