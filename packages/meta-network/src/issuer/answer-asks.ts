import { chargeableOf } from "../sessions/sessions.ts";
import type { Session } from "../sessions/state.ts";
import { type Ask, tooMany } from "./ask.ts";
import { assignReads, type DownloadAnswer } from "./assign-reads.ts";
import { assignUploads, type UploadAnswer } from "./assign-uploads.ts";
import type { ChainFacts } from "./chain-facts.ts";
import { IssuerError } from "./issuer-error.ts";
import type { JournalEntry } from "./journal.ts";
import { askLimits } from "./limits.ts";
import type { Prober } from "./prober.ts";
import { applyChange, type SessionLedger } from "./session-ledger.ts";
import type { Task } from "./task.ts";

export type AskAnswer = UploadAnswer | DownloadAnswer | Readonly<Record<never, never>>;

/** What a request gets once the journal has `entry`; `isDurable`: on the disk itself. */
export type Decision = Readonly<{
  answers: readonly AskAnswer[];
  /** The allowances to sign, as they stood when this was decided. */
  granted: readonly Readonly<{ node: string; noz: bigint }>[];
  entry: JournalEntry;
  isDurable: boolean;
}>;

/**
 * Decides all asks of a request together, all or nothing, in one go: no other request comes between. Throws
 * `IssuerError`, the ledger being as before.
 */
export function answerAsks({
  facts,
  session,
  ledger,
  asks,
  prober,
}: Readonly<{
  facts: ChainFacts;
  session: Session;
  ledger: SessionLedger;
  asks: readonly Ask[];
  prober: Pick<Prober, "takesSlices" | "isReachable">;
}>): Decision {
  const { seed } = session;
  const table = facts.table(session.table);
  if (seed === undefined || table === undefined)
    throw new IssuerError({ code: "session-pending", session: ledger.session });

  let draws = 0;
  const demands = new Map<string, bigint>();
  const task: Task = {
    facts,
    session,
    seed,
    table,
    prober,
    takeNumber() {
      if (draws === askLimits.draws) throw tooMany("slices", askLimits.draws);
      draws += 1;
      return ledger.next + draws - 1;
    },
    demand: (node, noz) => demands.set(node, (demands.get(node) ?? 0n) + noz),
    nodeUrl: (node) => ({ node, url: facts.node(node)?.url ?? "" }),
  };

  const answers = asks.map((ask) => answerAsk(task, ask));
  const hold = chargeableOf(session);
  const { entry, isDurable } = applyChange(ledger, {
    draws,
    demands,
    hold,
    nodes: table.entries.length,
  });
  const granted = [...demands.keys()].map((node) => ({
    node,
    noz: ledger.grants.get(node)?.granted ?? 0n,
  }));
  return { answers, granted, entry, isDurable };
}

function answerAsk(task: Task, ask: Ask): AskAnswer {
  switch (ask.kind) {
    case "upload":
      return assignUploads(task, ask);
    case "download":
      return assignReads(task, ask);
    case "allowance":
      if (task.facts.node(ask.node) === undefined)
        throw new IssuerError({ code: "ask-invalid", reason: `there is no node ${ask.node}` });
      task.demand(ask.node, ask.noz);
      return {};
    case "failed":
      // The probe was brought forward before anything was decided.
      return {};
  }
}
