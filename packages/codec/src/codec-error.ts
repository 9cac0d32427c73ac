export type CodecFailure =
  | Readonly<{ code: "malformed"; what: string; reason: string }>
  | Readonly<{ code: "too-large"; what: string; size: number; limit: number }>
  | Readonly<{ code: "unknown-field"; what: string; field: number }>
  | Readonly<{ code: "address-invalid"; address: string; expected: string }>
  | Readonly<{ code: "key-unsupported"; typeUrl: string }>;

/** Bytes or text from outside aren't of their form. Callers switch on `failure.code`. */
export class CodecError extends Error {
  override readonly name = "CodecError";
  readonly failure: CodecFailure;

  constructor(failure: CodecFailure) {
    super(describe(failure));
    this.failure = failure;
  }
}

export function malformed(what: string, reason: string): CodecError {
  return new CodecError({ code: "malformed", what, reason });
}

/** Refuses what is above a limit, before any work is spent on it. */
export function requireSize(what: string, size: number, limit: number): void {
  if (size > limit) throw new CodecError({ code: "too-large", what, size, limit });
}

function describe(failure: CodecFailure): string {
  switch (failure.code) {
    case "malformed":
      return `${failure.what} is malformed: ${failure.reason}`;
    case "too-large":
      return `${failure.what} has ${failure.size}, at most ${failure.limit} are allowed`;
    case "unknown-field":
      return `${failure.what} holds the unknown field ${failure.field}`;
    case "address-invalid":
      return `"${failure.address}" is no address of the form ${failure.expected}…`;
    case "key-unsupported":
      return `no account may have a key of the type "${failure.typeUrl}"`;
  }
}
