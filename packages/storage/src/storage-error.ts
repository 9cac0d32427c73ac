export type StorageFailure =
  | Readonly<{ code: "bucket-name-invalid"; bucket: string; reason: string }>
  | Readonly<{ code: "key-invalid"; reason: string }>
  | Readonly<{ code: "slice-too-large"; size: number; limit: number }>
  | Readonly<{ code: "object-too-large"; what: "slices" | "parts"; count: number; limit: number }>
  | Readonly<{ code: "chunk-mismatch"; chunk: number }>
  | Readonly<{ code: "leaves-mismatch" }>
  | Readonly<{ code: "segment-forged"; position: number }>
  | Readonly<{ code: "truncated"; expected: number; received: number }>
  | Readonly<{ code: "too-long"; expected: number }>
  | Readonly<{ code: "key-unusable"; what: "part" | "bucket" | "attributes" }>
  | Readonly<{ code: "manifest-malformed"; reason: string }>
  | Readonly<{ code: "manifest-forged" }>
  | Readonly<{ code: "range-invalid"; first: number; last: number; size: number }>;

/** Stored bytes, a manifest or a name aren't what they must be. Callers switch on `failure.code`. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly failure: StorageFailure;

  constructor(failure: StorageFailure) {
    super(describe(failure));
    this.failure = failure;
  }
}

function describe(failure: StorageFailure): string {
  switch (failure.code) {
    case "bucket-name-invalid":
      return `"${failure.bucket}" can't name a bucket: ${failure.reason}`;
    case "key-invalid":
      return `the object's key can't be used: ${failure.reason}`;
    case "slice-too-large":
      return `a slice has at most ${failure.limit} bytes, not ${failure.size}`;
    case "object-too-large":
      return `an object has at most ${failure.limit} ${failure.what}, not ${failure.count}`;
    case "chunk-mismatch":
      return `chunk ${failure.chunk} isn't the one that the slice's id names`;
    case "leaves-mismatch":
      return "the chunk hashes don't lead to the slice's id";
    case "segment-forged":
      return `segment ${failure.position} was changed, moved or cut, or the key isn't its own`;
    case "truncated":
      return `${failure.received} bytes came where ${failure.expected} were due`;
    case "too-long":
      return `more than the ${failure.expected} bytes that were due came`;
    case "key-unusable":
      return `the wrapped key or secret of the ${failure.what} doesn't open with this key`;
    case "manifest-malformed":
      return `the manifest is malformed: ${failure.reason}`;
    case "manifest-forged":
      return "the manifest isn't the one that the bucket's key authenticated for this object";
    case "range-invalid":
      return `bytes ${failure.first} to ${failure.last} aren't within the ${failure.size} there are`;
  }
}
