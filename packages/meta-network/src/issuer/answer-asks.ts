import { chargeableOf } from "../sessions/sessions.ts";
import type { Session } from "../sessions/state.ts";
import { type AllowanceAsk, type Ask, tooMany } from "./ask.ts";
import { assignReads, type DownloadAnswer } from "./assign-reads.ts";
import { assignUploads, type UploadAnswer } from "./assign-uploads.ts";
import type { ChainFacts } from "./chain-facts.ts";
import { IssuerError } from "./issuer-error.ts";
import type { JournalEntry } from "./journal.ts";
import { askLimits } from "./limits.ts";
import type { Prober } from "./prober.ts";
import {
  applyChange,
  changeEntitlement,
  entitlementOf,
  type SessionLedger,
} from "./session-ledger.ts";
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
  const entitled: (readonly [node: string, noz: bigint])[] = [];
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
    entitle: (node, noz) => entitled.push([node, noz]),
    takenAt: (node) => takenAt(entitled, node),
    nodeUrl: (node) => ({ node, url: facts.node(node)?.url ?? "" }),
  };

  const answers = asks.map((ask) => answerAsk(task, ledger, ask));
  const hold = chargeableOf(session);
  const { entry, isDurable } = applyChange(ledger, {
    draws,
    demands,
    hold,
    nodes: table.entries.length,
  });
  for (const [node, noz] of entitled) changeEntitlement(ledger, node, noz);
  const granted = [...demands.keys()].map((node) => ({
    node,
    noz: ledger.grants.get(node)?.granted ?? 0n,
  }));
  return { answers, granted, entry, isDurable };
}

function takenAt(entitled: readonly (readonly [node: string, noz: bigint])[], node: string) {
  return entitled.reduce((sum, [at, noz]) => (at === node && noz < 0n ? sum - noz : sum), 0n);
}

function answerAsk(task: Task, ledger: SessionLedger, ask: Ask): AskAnswer {
  switch (ask.kind) {
    case "upload":
      return assignUploads(task, ask);
    case "download":
      return assignReads(task, ask);
    case "allowance":
      if (task.facts.node(ask.node) === undefined)
        throw new IssuerError({ code: "ask-invalid", reason: `there is no node ${ask.node}` });
      allowMore(task, ledger, ask);
      return {};
    case "failed":
      // The probe was brought forward before anything was decided.
      return {};
  }
}

/**
 * Grants as much of what is asked as draws handed out leave at the node; where that is nothing, the answer has what was
 * granted already. Throws `IssuerError` not-permitted for a node of none of the session's draws: it could be anybody's
 * accomplice.
 */
function allowMore(task: Task, ledger: SessionLedger, { node, noz }: AllowanceAsk): void {
  const amount = entitlementOf(ledger, node, { asked: noz, taken: task.takenAt(node) });
  if (amount === undefined)
    throw new IssuerError({
      code: "not-permitted",
      reason: `${node} stands in no draw of the session: ask for an upload or a download first`,
    });
  task.demand(node, amount);
  task.entitle(node, -amount);
}
