import { type Account, noSuchKey, type S3Request, type S3Response } from "../http/s3-request.ts";
import { writeXml } from "../xml/write-xml.ts";

/** GetObjectTagging: always empty. Clients ask for it before they copy an object in parts. */
export async function getObjectTagging(
  { objects }: Account,
  { bucket, key }: S3Request,
): Promise<S3Response> {
  if ((await objects.head(bucket, key)) === undefined) throw await noSuchKey(objects, bucket, key);
  return { status: 200, body: writeXml("Tagging", { TagSet: "" }) };
}
