import {
  type Account,
  requireBucket,
  type S3Request,
  type S3Response,
} from "../http/s3-request.ts";

/** HeadBucket: whether it is there and the caller's. */
export async function headBucket(
  { objects, region }: Account,
  { bucket }: S3Request,
): Promise<S3Response> {
  await requireBucket(objects, bucket);
  return { status: 200, headers: { "x-amz-bucket-region": region } };
}
