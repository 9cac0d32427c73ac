import type { S3Response } from "../http/s3-request.ts";
import { S3Error } from "../s3-error.ts";

/** Every request of S3 that this gateway doesn't know. */
export async function notImplemented(): Promise<S3Response> {
  throw new S3Error({ code: "NotImplemented" });
}
