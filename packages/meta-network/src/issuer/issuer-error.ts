/** Why an issuer refuses; the codes are those of the data plane's contract. */
export type IssuerFailure =
  | { code: "ask-invalid"; reason: string }
  | { code: "signature-wrong" }
  | { code: "ozone-exhausted"; needed: bigint; available: bigint }
  | { code: "not-permitted"; reason: string }
  | { code: "object-missing"; bucket: string; key: string }
  | { code: "session-unknown"; session: string }
  | { code: "session-closed"; session: string; reason: string }
  | { code: "nonce-used"; nonce: number; newest: number }
  | { code: "session-pending"; session: string }
  | { code: "too-many-asks"; what: string; limit: number }
  | { code: "not-enough-nodes"; wanted: number; found: number }
  | { code: "journal-lost"; session: string; issuer: string }
  | { code: "journal-foreign"; path: string }
  | { code: "journal-failed"; reason: string }
  | { code: "keys-mismatch"; reason: string };

/** An issuer refused an ask, or won't start. Callers switch on `failure.code`. */
export class IssuerError extends Error {
  override readonly name = "IssuerError";
  readonly failure: IssuerFailure;

  constructor(failure: IssuerFailure) {
    super(describe(failure));
    this.failure = failure;
  }
}

/** The HTTP status of a refusal; 500 for what isn't an asker's doing. */
export function statusOf({ code }: IssuerFailure): number {
  return statuses[code];
}

const statuses: Readonly<Record<IssuerFailure["code"], number>> = {
  "ask-invalid": 400,
  "signature-wrong": 401,
  "ozone-exhausted": 402,
  "not-permitted": 403,
  "object-missing": 404,
  "session-unknown": 404,
  "session-closed": 409,
  "nonce-used": 409,
  "session-pending": 425,
  "too-many-asks": 429,
  "not-enough-nodes": 503,
  "journal-lost": 500,
  "journal-foreign": 500,
  "journal-failed": 500,
  "keys-mismatch": 500,
};

function describe(failure: IssuerFailure): string {
  switch (failure.code) {
    case "ask-invalid":
      return `the ask can't be read: ${failure.reason}`;
    case "signature-wrong":
      return "the ask isn't signed by the session's key: sign the body's bytes under stratos/ask/v1";
    case "ozone-exhausted":
      return `${failure.needed} noz needed, ${failure.available} left in the session: open another session, or buy Ozone with a PREPAY`;
    case "not-permitted":
      return failure.reason;
    case "object-missing":
      return `the bucket "${failure.bucket}" has no object "${failure.key}"`;
    case "session-unknown":
      return `this issuer has no session ${failure.session}: its URL stands in the session`;
    case "session-closed":
      return `the session ${failure.session} gets no more allowances, ${failure.reason}: open another one`;
    case "nonce-used":
      return `the nonce ${failure.nonce} isn't above the session's newest, ${failure.newest}`;
    case "session-pending":
      return `the seed of the session ${failure.session} comes with the next blocks: ask again`;
    case "too-many-asks":
      return `too many ${failure.what}: at most ${failure.limit} at once`;
    case "not-enough-nodes":
      return `${failure.wanted} replicas wanted, ${failure.found} nodes of different owners can take the slice now`;
    case "journal-lost":
      return `the journal of issuer ${failure.issuer} lacks allowances that the chain has seen in the session ${failure.session}: restore the journal, or raise the issuer's generation on the chain before it signs again`;
    case "journal-foreign":
      return `the journal at ${failure.path} belongs to another chain or another issuer's key: each issuer has a journal of its own`;
    case "journal-failed":
      return `the issuer's journal can't be read or written: ${failure.reason}. Nothing is signed any more`;
    case "keys-mismatch":
      return failure.reason;
  }
}
