import { key, record, text, u64 } from "@stos/codec";
import { type Context, map } from "@stos/ledger";

/** The name of the module as a store. */
export const evidenceStore = "evidence";

/** handled/‹height›‹stvalcons…›: double signing that was punished. One a key, since a tombstone is for ever. */
const handled = map({
  prefix: "handled/",
  key: key.tuple(key.u64, key.text),
  codec: record({ kind: text, time: u64, power: u64 }),
});

/** The module's state, opened over one branch. */
export function openEvidence(context: Context) {
  return { handled: handled.open(context.store(evidenceStore)) } as const;
}

export type EvidenceState = ReturnType<typeof openEvidence>;
