import { toHex } from "@stos/codec";
import type { MetaCapabilities } from "../capabilities.ts";
import { digest } from "../digest.ts";
import { metaEvent } from "../event.ts";

/** S = H(R(h+2), session id) for sessions opened in block h, at the beginning of block h+2. */
export async function setSeeds({
  block,
  emit,
  epochs,
  randomness,
  sessions,
  tables,
}: Pick<
  MetaCapabilities,
  "block" | "emit" | "epochs" | "randomness" | "sessions" | "tables"
>): Promise<void> {
  const due = await sessions.takeSeedsDue(block.height);
  if (due.length === 0) return;

  const random = randomness.current();
  const table = await tables.forSeed(epochs.open());
  for (const session of due) {
    const seed = sessionSeed(random, session.id);
    sessions.set({ ...session, seed, table, state: "open" });
    emit(metaEvent("SessionSeeded", { session: toHex(session.id), seed: toHex(seed), table }));
  }
}

export function sessionSeed(randomness: Uint8Array, session: Uint8Array): Uint8Array {
  return digest("stratos/seed/v1", randomness, session);
}
