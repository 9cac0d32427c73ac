/** Codes of the codespace `sdk` that ordinary Cosmos clients know. */
export const sdkCodes = {
  internal: 1,
  "tx-decode": 2,
  "invalid-sequence": 3,
  unauthorized: 4,
  "insufficient-funds": 5,
  "unknown-request": 6,
  "invalid-address": 7,
  "invalid-pubkey": 8,
  "unknown-address": 9,
  "invalid-coins": 10,
  "out-of-gas": 11,
  "memo-too-large": 12,
  "insufficient-fee": 13,
  "too-many-signatures": 14,
  "no-signatures": 15,
  "invalid-request": 18,
  "tx-in-mempool": 19,
  "mempool-full": 20,
  "tx-too-large": 21,
  "key-not-found": 22,
  "tx-timeout": 30,
  "wrong-sequence": 32,
  "not-found": 38,
} as const;

export type ChainFailure = Readonly<{
  codespace: string;
  /** Not 0: that says success. */
  code: number;
  /** What happened, what was expected, what to do. */
  reason: string;
}>;

/** A chain refused a transaction or a query. It leaves no writes. Callers switch on `failure`. */
export class ChainError extends Error {
  override readonly name = "ChainError";
  readonly failure: ChainFailure;

  constructor(failure: ChainFailure) {
    super(failure.reason);
    this.failure = failure;
  }
}

export function sdkError(code: keyof typeof sdkCodes, reason: string): ChainError {
  return new ChainError({ codespace: "sdk", code: sdkCodes[code], reason });
}
