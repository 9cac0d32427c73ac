export type RelayerFailure =
  | Readonly<{ code: "refused"; chainId: string; result: Readonly<{ code: number; log: string }> }>
  | Readonly<{ code: "unreachable"; url: string; reason: string }>
  | Readonly<{ code: "malformed"; what: string }>
  | Readonly<{ code: "not-included"; hash: string }>
  | Readonly<{ code: "state-missing"; chainId: string; what: string }>;

/** A relayer couldn't carry on; it tries again. Callers switch on `failure.code`. */
export class RelayerError extends Error {
  override readonly name = "RelayerError";
  readonly failure: RelayerFailure;

  constructor(failure: RelayerFailure) {
    super(describe(failure));
    this.failure = failure;
  }
}

function describe(failure: RelayerFailure): string {
  switch (failure.code) {
    case "refused":
      return `${failure.chainId} refused with code ${failure.result.code}: ${failure.result.log}`;
    case "unreachable":
      return `${failure.url} can't be reached: ${failure.reason}`;
    case "malformed":
      return `the answer holds no ${failure.what}`;
    case "not-included":
      return `transaction ${failure.hash} stands in no block yet`;
    case "state-missing":
      return `the relay of ${failure.chainId} holds no ${failure.what}`;
  }
}
