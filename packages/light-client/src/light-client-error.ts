export type LightClientFailure =
  | Readonly<{ code: "frozen" }>
  | Readonly<{ code: "expired"; now: number; expiredAt: number }>
  | Readonly<{ code: "malformed"; reason: string }>
  | Readonly<{ code: "wrong-chain"; expected: string; actual: string }>
  | Readonly<{ code: "wrong-revision"; expected: number; actual: bigint }>
  | Readonly<{ code: "wrong-trusted-height"; expected: number; actual: bigint }>
  | Readonly<{ code: "height-not-newer"; trusted: number; actual: bigint }>
  | Readonly<{ code: "time-not-newer" }>
  | Readonly<{ code: "time-ahead"; now: number; seconds: bigint }>
  | Readonly<{ code: "wrong-commit"; reason: string }>
  | Readonly<{ code: "wrong-validators"; which: "new" | "trusted" | "next" }>
  | Readonly<{ code: "wrong-signature"; index: number }>
  | Readonly<{ code: "not-enough-power"; which: "new" | "trusted"; voted: bigint; total: bigint }>
  | Readonly<{ code: "no-misbehaviour"; reason: string }>;

/** A header, a commit or evidence doesn't hold. Callers switch on `failure.code`. */
export class LightClientError extends Error {
  override readonly name = "LightClientError";
  readonly failure: LightClientFailure;

  constructor(failure: LightClientFailure) {
    super(describe(failure));
    this.failure = failure;
  }
}

export function malformed(reason: string): LightClientError {
  return new LightClientError({ code: "malformed", reason });
}

function describe(failure: LightClientFailure): string {
  switch (failure.code) {
    case "frozen":
      return "the client is frozen: its chain has signed two headers of one height";
    case "expired":
      return `the trusted header's period ended at ${failure.expiredAt}, now it is ${failure.now}`;
    case "malformed":
      return `the header is malformed: ${failure.reason}`;
    case "wrong-chain":
      return `the header is of "${failure.actual}", not of "${failure.expected}"`;
    case "wrong-revision":
      return `the header is of revision ${failure.actual}, not ${failure.expected}`;
    case "wrong-trusted-height":
      return `the header builds on height ${failure.actual}, trusted is ${failure.expected}`;
    case "height-not-newer":
      return `height ${failure.actual} isn't above the trusted ${failure.trusted}`;
    case "time-not-newer":
      return "the header's time isn't after the trusted one's";
    case "time-ahead":
      return `the header's time ${failure.seconds} is too far ahead of ${failure.now}`;
    case "wrong-commit":
      return `the commit isn't of this header: ${failure.reason}`;
    case "wrong-validators":
      return `the ${failure.which} validators aren't those that were promised`;
    case "wrong-signature":
      return `the signature at place ${failure.index} is wrong`;
    case "not-enough-power":
      return `${failure.voted} of ${failure.total} of the ${failure.which} validators' power isn't enough`;
    case "no-misbehaviour":
      return `this is no misbehaviour: ${failure.reason}`;
  }
}
