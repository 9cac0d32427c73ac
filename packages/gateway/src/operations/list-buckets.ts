import type { Account, S3Response } from "../http/s3-request.ts";
import { writeXml } from "../xml/write-xml.ts";

/** ListBuckets: the buckets of the caller's wallet. */
export async function listBuckets({ objects, owner }: Account): Promise<S3Response> {
  const buckets = await objects.listBuckets();
  const body = writeXml("ListAllMyBucketsResult", {
    Owner: { ID: owner, DisplayName: owner },
    Buckets: {
      Bucket: buckets.map(({ name, createdMs }) => ({
        Name: name,
        CreationDate: new Date(createdMs).toISOString(),
      })),
    },
  });
  return { status: 200, body };
}
