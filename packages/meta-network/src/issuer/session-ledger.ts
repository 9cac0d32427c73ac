import type { Noz } from "@stos/units";
import { IssuerError } from "./issuer-error.ts";
import type { JournalEntry, JournaledSession } from "./journal.ts";

/** One node's allowance in a session. */
export type NodeGrant = {
  /** noz that asks have named at this node so far. Never above `granted`. */
  needed: bigint;
  /** What the newest allowance says, or will once the journal has it. */
  granted: bigint;
  /** The highest allowance signed, in base64; undefined before the first of this process. */
  signed: Readonly<{ noz: bigint; encoded: string }> | undefined;
};

/** What an issuer knows of one session: the next number, the newest nonce, who may be credited how much. */
export type SessionLedger = {
  readonly session: string;
  nonce: number;
  next: number;
  /** Numbers below it stand in the journal as answered. */
  numbers: number;
  readonly grants: Map<string, NodeGrant>;
  /** node → noz that draws handed out since this process began let be asked for besides. */
  readonly entitled: Map<string, bigint>;
  /** Σ of all grants: never above the session's hold. */
  granted: bigint;
};

/** Bytes that an allowance runs ahead of what was asked for, at most. */
export const headroomMax = 64n * 1_048_576n;
/** Less headroom than this spares nothing: exact amounts then. */
const headroomMin = 16n * 1_048_576n;
/** All headroom together takes up at most this part of what the session has left. */
const headroomShare = 16n;
/** Numbers that one journal write sets aside; what a crash leaves of them is spent. */
const numbersAhead = 1_024;

/** After a restart all that was granted counts as needed, and numbers set aside as answered. */
export function ledgerOf(session: string, journaled: JournaledSession | undefined): SessionLedger {
  const grants = new Map<string, NodeGrant>();
  let granted = 0n;
  for (const [node, amount] of journaled?.allowances ?? []) {
    grants.set(node, { needed: amount, granted: amount, signed: undefined });
    granted += amount;
  }
  const numbers = journaled?.numbers ?? 0;
  return {
    session,
    nonce: journaled?.nonce ?? 0,
    next: numbers,
    numbers,
    entitled: new Map(),
    grants,
    granted,
  };
}

/**
 * How much of `asked` a node may be granted on top of its draws' own demands: what draws handed out still leave. Undefined
 * for a node that stands in none; `taken`: by earlier asks of the same request. Draws of before a restart count with what they were granted, and leave no more.
 */
export function entitlementOf(
  { entitled, grants }: SessionLedger,
  node: string,
  { asked, taken }: Readonly<{ asked: bigint; taken: bigint }>,
): bigint | undefined {
  const left = entitled.get(node) ?? (grants.has(node) ? 0n : undefined);
  if (left === undefined) return undefined;
  const free = left > taken ? left - taken : 0n;
  return asked < free ? asked : free;
}

/** `noz` below zero takes away what was asked for. */
export function changeEntitlement({ entitled }: SessionLedger, node: string, noz: bigint): void {
  entitled.set(node, (entitled.get(node) ?? 0n) + noz);
}

/** What a request changes: nothing of it stands before `apply`. */
export type LedgerChange = Readonly<{
  /** Numbers that it takes. */
  draws: number;
  /** noz that it needs at each node, besides what was needed before. */
  demands: ReadonlyMap<string, bigint>;
  /** What all allowances of the session may add up to. */
  hold: Noz;
  /** Nodes that the session's draws know: the more they are, the less headroom each gets. */
  nodes: number;
}>;

/**
 * Takes numbers and grants, all or nothing. A node whose allowance reaches for what is needed keeps it; others get what
 * they lack and, while the hold is plentiful, min(64 MiB, left / (16 · nodes)) ahead. Σ allowances ≤ hold.
 *
 * Answers what the journal must have before anything is signed, and whether that must be on the disk itself. Throws
 * `IssuerError` ozone-exhausted.
 */
export function applyChange(
  ledger: SessionLedger,
  { draws, demands, hold, nodes }: LedgerChange,
): Readonly<{ entry: JournalEntry; isDurable: boolean }> {
  const shortfalls = [...demands].map(([node, amount]) => ({
    node,
    amount,
    lacking: lackingAt(ledger, node, amount),
  }));
  const needed = shortfalls.reduce((sum, { lacking }) => sum + lacking, 0n);
  const available = hold - ledger.granted;
  if (needed > available) throw new IssuerError({ code: "ozone-exhausted", needed, available });

  const headroom = headroomOf(available - needed, Math.max(nodes, demands.size));
  const changed: [string, bigint][] = [];
  for (const { node, amount, lacking } of shortfalls) {
    const grant = grantAt(ledger, node);
    grant.needed += amount;
    if (lacking === 0n) continue;
    grant.granted += lacking + headroom;
    ledger.granted += lacking + headroom;
    changed.push([node, grant.granted]);
  }
  ledger.next += draws;
  const isSetAside = ledger.next <= ledger.numbers;
  if (!isSetAside) ledger.numbers = ledger.next + numbersAhead;

  return {
    entry: { ...journalEntry(ledger), allowances: changed },
    isDurable: changed.length > 0 || !isSetAside,
  };
}

/** What the journal must have of a ledger whose grants didn't change. */
export function journalEntry({ session, numbers, nonce }: SessionLedger): JournalEntry {
  return { session, numbers, nonce, allowances: [] };
}

/** All that a ledger has granted, for the journal. */
export function wholeEntry(ledger: SessionLedger): JournalEntry {
  const allowances = [...ledger.grants].map(([node, { granted }]) => [node, granted] as const);
  return { ...journalEntry(ledger), numbers: Math.max(ledger.numbers, ledger.next), allowances };
}

function lackingAt({ grants }: SessionLedger, node: string, amount: bigint): bigint {
  const grant = grants.get(node);
  const lacking = (grant?.needed ?? 0n) + amount - (grant?.granted ?? 0n);
  return lacking > 0n ? lacking : 0n;
}

function grantAt({ grants }: SessionLedger, node: string): NodeGrant {
  const known = grants.get(node);
  if (known !== undefined) return known;
  const grant: NodeGrant = { needed: 0n, granted: 0n, signed: undefined };
  grants.set(node, grant);
  return grant;
}

function headroomOf(left: bigint, nodes: number): bigint {
  const share = left / (headroomShare * BigInt(Math.max(1, nodes)));
  if (share < headroomMin) return 0n;
  return share < headroomMax ? share : headroomMax;
}
