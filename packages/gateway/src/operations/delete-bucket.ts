import type { Account, S3Request, S3Response } from "../http/s3-request.ts";

/** DeleteBucket: only an empty one. */
export async function deleteBucket(
  { objects }: Account,
  { bucket }: S3Request,
): Promise<S3Response> {
  await objects.deleteBucket(bucket);
  return { status: 204 };
}
