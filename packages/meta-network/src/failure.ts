import { ChainError, sdkError } from "@stos/ledger";

/** Codes of the codespace `meta`. Numbers are part of the protocol: never reuse one. */
export const metaCodes = {
  "message-invalid": 2,
  "node-unknown": 3,
  "node-gone": 4,
  "node-not-active": 5,
  "endpoint-invalid": 6,
  "ozone-exhausted": 7,
  "session-unknown": 8,
  "session-closed": 9,
  "session-pending": 10,
  "not-permitted": 11,
  "grant-unknown": 12,
  "grant-exhausted": 13,
  "issuers-exhausted": 14,
  "allowance-invalid": 15,
  "allowance-exceeded": 16,
  "receipt-invalid": 17,
  "receipt-decreasing": 18,
  "receipt-replayed": 19,
  "bucket-exists": 20,
  "bucket-missing": 21,
  "bucket-not-empty": 22,
  "condition-failed": 23,
  "manifest-invalid": 24,
  "replicas-out-of-range": 25,
  "custody-invalid": 26,
  "custody-spent": 27,
  "draw-wrong": 28,
  "object-missing": 29,
  "epoch-unknown": 30,
  "too-many-entries": 31,
  "packet-refused": 32,
  "node-known": 33,
} as const;

export type MetaCode = keyof typeof metaCodes;

/** Refuses a message, an entry of one, or a packet in the name of the meta chain. */
export function refuse(code: MetaCode, reason: string): ChainError {
  return new ChainError({ codespace: "meta", code: metaCodes[code], reason });
}

/** For queries: becomes 404. */
export function notFound(what: string): ChainError {
  return sdkError("not-found", `${what} not found`);
}

/** The code's name of what this chain refused; undefined for other refusals. */
export function metaCodeOf(error: unknown): MetaCode | undefined {
  if (!(error instanceof ChainError) || error.failure.codespace !== "meta") return undefined;
  const { code } = error.failure;
  return metaCodeNames.find((name) => metaCodes[name] === code);
}

const metaCodeNames = Object.keys(metaCodes) as readonly MetaCode[];
