import { tooMany } from "./ask.ts";
import { IssuerError } from "./issuer-error.ts";
import type { Journal } from "./journal.ts";
import { ledgerOf, type SessionLedger } from "./session-ledger.ts";

/** The ledgers in memory: one object for a session, however many requests use it. */
export type SessionLedgers = Readonly<{
  /**
   * Runs while the ledger stays in memory. `hasSettled`: the chain has seen receipts of the session, so the journal must
   * know it. Throws `IssuerError` session-closed where it doesn't, too-many-asks while all places are in use.
   */
  use<T>(
    session: Readonly<{ id: string; hasSettled: boolean }>,
    run: (ledger: SessionLedger) => Promise<T>,
  ): Promise<T>;
  /** Forgets what is not in use, on disk too. */
  drop(session: string): Promise<void>;
}>;

export function openLedgers(
  journal: Journal,
  { count }: Readonly<{ count: number }>,
): SessionLedgers {
  /** In the order of last use. */
  const ledgers = new Map<string, Promise<SessionLedger>>();
  const uses = new Map<string, number>();

  return {
    async use({ id, hasSettled }, run) {
      const loading = ledgers.get(id) ?? load(id, hasSettled);
      ledgers.delete(id);
      ledgers.set(id, loading);
      uses.set(id, (uses.get(id) ?? 0) + 1);
      try {
        return await run(await loading);
      } finally {
        release(id);
      }
    },
    async drop(session) {
      if (uses.has(session)) return;
      ledgers.delete(session);
      await journal.drop(session);
    },
  };

  function load(id: string, hasSettled: boolean): Promise<SessionLedger> {
    makeRoom();
    const loading = loadLedger(journal, id, hasSettled);
    // A session that can't be loaded is tried anew by the next request.
    loading.catch(() => ledgers.delete(id));
    return loading;
  }

  /** Only ledgers that nobody uses may leave: the journal has all of them by then. */
  function makeRoom(): void {
    if (ledgers.size < count) return;
    for (const id of ledgers.keys()) {
      if (uses.has(id)) continue;
      ledgers.delete(id);
      return;
    }
    throw tooMany("sessions", count);
  }

  function release(id: string): void {
    const left = (uses.get(id) ?? 1) - 1;
    if (left === 0) uses.delete(id);
    else uses.set(id, left);
  }
}

async function loadLedger(
  journal: Journal,
  id: string,
  hasSettled: boolean,
): Promise<SessionLedger> {
  const journaled = await journal.load(id);
  if (journaled === undefined && hasSettled)
    throw new IssuerError({
      code: "session-closed",
      session: id,
      reason: "since its issuer's journal doesn't know it",
    });
  return ledgerOf(id, journaled);
}
