import {
  type Account,
  requireBucket,
  type S3Request,
  type S3Response,
} from "../http/s3-request.ts";
import { writeXml } from "../xml/write-xml.ts";

/** GetBucketVersioning: never switched on. */
export async function getBucketVersioning(
  { objects }: Account,
  { bucket }: S3Request,
): Promise<S3Response> {
  await requireBucket(objects, bucket);
  return { status: 200, body: writeXml("VersioningConfiguration", {}) };
}
