import {
  type Account,
  requireBucket,
  type S3Request,
  type S3Response,
} from "../http/s3-request.ts";
import { writeXml } from "../xml/write-xml.ts";

/** GetBucketLocation: empty for us-east-1, as S3 has it. */
export async function getBucketLocation(
  { objects, region }: Account,
  { bucket }: S3Request,
): Promise<S3Response> {
  await requireBucket(objects, bucket);
  const location = region === "us-east-1" ? "" : region;
  return { status: 200, body: writeXml("LocationConstraint", { "#text": location }) };
}
