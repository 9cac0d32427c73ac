import { equalBytes, toHex } from "@stos/codec";
import type { Session } from "../sessions/state.ts";
import { type ChainReader, type ChainView, liveSessions } from "./chain-view.ts";
import { IssuerError } from "./issuer-error.ts";
import type { Journal } from "./journal.ts";

/**
 * Refuses to start on a journal that is missing or older than what the chain has seen: signing on would over-issue. The
 * way out is a new generation on the chain, which gives sessions of older ones no more allowances. Throws `IssuerError`
 * journal-lost.
 */
export async function requireJournal(
  chain: ChainView,
  { journal, issuerKey }: Readonly<{ journal: Journal; issuerKey: Uint8Array }>,
): Promise<void> {
  await chain.read(async (reader) => {
    for await (const session of liveSessions(reader)) {
      if (!mayIssue(reader, session, issuerKey)) continue;
      const id = toHex(session.id);
      const known = await journal.load(id);
      for (const [node, allowed] of allowedOnChain(reader, session))
        if (allowed > (known?.allowances.get(node) ?? 0n))
          throw new IssuerError({ code: "journal-lost", session: id, issuer: session.issuer });
    }
  });
}

function mayIssue(reader: ChainReader, session: Session, issuerKey: Uint8Array): boolean {
  const { issuer, generation, state, settled } = session;
  if (state !== "open" || settled === 0n || !equalBytes(session.issuerKey, issuerKey)) return false;
  return reader.membership.get(issuer)?.generation === generation;
}

/** The highest allowance that each node of the session's draws has submitted. */
function* allowedOnChain(
  { tables, traffic }: ChainReader,
  { id, table }: Session,
): Iterable<readonly [node: string, noz: bigint]> {
  for (const { node } of tables.get(table)?.entries ?? []) {
    const settled = traffic.settledAt(id, node);
    if (settled !== undefined) yield [node, settled.allowed];
  }
}
