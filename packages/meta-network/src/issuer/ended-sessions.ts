import { fromHex } from "@stos/codec";
import type { FactReader } from "./chain-facts.ts";
import type { Journal } from "./journal.ts";
import type { SessionLedgers } from "./session-ledgers.ts";

/** Drops what the journal has of sessions that never open again, so that it doesn't grow. Answers how many they were. */
export async function dropEndedSessions({
  journal,
  ledgers,
  facts,
}: Readonly<{
  journal: Pick<Journal, "sessions">;
  ledgers: Pick<SessionLedgers, "drop">;
  facts: Pick<FactReader, "read">;
}>): Promise<number> {
  let dropped = 0;
  for (const id of await journal.sessions()) {
    const state = await facts.read((chain) => chain.session(fromHex(id))?.state);
    if (state === "open" || state === "pending") continue;
    await ledgers.drop(id);
    dropped += 1;
  }
  return dropped;
}
