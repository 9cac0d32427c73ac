export type FilesFailure =
  | { code: "bucket-missing"; bucket: string }
  | { code: "bucket-exists"; bucket: string }
  | { code: "bucket-not-empty"; bucket: string }
  | { code: "bucket-name-invalid"; bucket: string; reason: string }
  | { code: "key-invalid"; reason: string }
  | { code: "condition-failed"; condition: "if-match" | "if-none-match" }
  | { code: "object-too-large"; limit: number }
  | { code: "size-differs"; expected: number; received: number }
  | { code: "ozone-exhausted"; needed: bigint; available: bigint }
  | { code: "replicas-out-of-range"; asked: number; allowed: string }
  | { code: "not-enough-nodes"; asked: number; available: number }
  | { code: "data-unavailable"; reason: string }
  | { code: "not-permitted"; reason: string }
  | { code: "network-unavailable"; reason: string };

/** The network refused or couldn't do something with files. Callers switch on `failure.code`. */
export class FilesError extends Error {
  override readonly name = "FilesError";
  readonly failure: FilesFailure;

  constructor(failure: FilesFailure) {
    super(describe(failure));
    this.failure = failure;
  }
}

function describe(failure: FilesFailure): string {
  switch (failure.code) {
    case "bucket-missing":
      return `There is no bucket "${failure.bucket}". Create it first.`;
    case "bucket-exists":
      return `The bucket "${failure.bucket}" is there already.`;
    case "bucket-not-empty":
      return `The bucket "${failure.bucket}" holds objects. Delete them first.`;
    case "bucket-name-invalid":
      return `"${failure.bucket}" can't name a bucket: ${failure.reason}.`;
    case "key-invalid":
      return `The object's key can't be used: ${failure.reason}.`;
    case "condition-failed":
      return `The object isn't as ${failure.condition} demands.`;
    case "object-too-large":
      return `An object has at most ${failure.limit} bytes.`;
    case "size-differs":
      return `The body has ${failure.received} bytes where ${failure.expected} were announced.`;
    case "ozone-exhausted":
      return `The Ozone is used up: ${failure.needed} noz needed, ${failure.available} available. Buy more with a PREPAY: stratos tx prepay.`;
    case "replicas-out-of-range":
      return `${failure.asked} replicas were asked for; allowed: ${failure.allowed}.`;
    case "not-enough-nodes":
      return `${failure.asked} replicas need as many independent nodes; ${failure.available} can be had now. Try again later or ask for fewer.`;
    case "data-unavailable":
      return `The data can't be read now: ${failure.reason}.`;
    case "not-permitted":
      return `Not permitted: ${failure.reason}.`;
    case "network-unavailable":
      return `The network doesn't answer: ${failure.reason}. Try again.`;
  }
}
