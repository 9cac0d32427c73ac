import {
  type Account,
  noSuchKey,
  requireBucket,
  type S3Request,
  type S3Response,
} from "../http/s3-request.ts";
import { writeXml } from "../xml/write-xml.ts";

/** GetBucketAcl: the canned ACL private. */
export async function getBucketAcl(account: Account, { bucket }: S3Request): Promise<S3Response> {
  await requireBucket(account.objects, bucket);
  return privateAcl(account.owner);
}

/** GetObjectAcl: the canned ACL private. */
export async function getObjectAcl(
  { objects, owner }: Account,
  { bucket, key }: S3Request,
): Promise<S3Response> {
  if ((await objects.head(bucket, key)) === undefined) throw await noSuchKey(objects, bucket, key);
  return privateAcl(owner);
}

function privateAcl(owner: string): S3Response {
  const identity = { ID: owner, DisplayName: owner };
  const body = writeXml("AccessControlPolicy", {
    Owner: identity,
    AccessControlList: {
      Grant: {
        Grantee: {
          "@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
          "@xsi:type": "CanonicalUser",
          ...identity,
        },
        Permission: "FULL_CONTROL",
      },
    },
  });
  return { status: 200, body };
}
