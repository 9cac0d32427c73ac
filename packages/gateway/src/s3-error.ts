import { messages, statuses } from "./s3-error-codes.ts";

export type S3ErrorCode = keyof typeof statuses;

export type S3Failure = Readonly<{
  code: S3ErrorCode;
  /** Says more than the code's own sentence. */
  message?: string;
  /** Elements beside Code and Message in the XML, such as Key or UploadId. */
  details?: Readonly<Record<string, string>>;
}>;

/** A request was refused. It becomes S3's XML once, at the server's edge. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly failure: S3Failure;

  constructor(failure: S3Failure) {
    super(failure.message ?? messages[failure.code]);
    this.failure = failure;
  }

  get status(): number {
    return statuses[this.failure.code];
  }
}
