import { readWhole } from "../body/request-body.ts";
import {
  type Account,
  noSuchKey,
  requireBucket,
  type S3Request,
  type S3Response,
} from "../http/s3-request.ts";
import { refuseUnsupported } from "../object/put-headers.ts";
import { S3Error } from "../s3-error.ts";
import { childElements, childText, readXml, XML_BYTES_MAX } from "../xml/read-xml.ts";

/** PutBucketAcl: only what holds already, the canned ACL private. */
export async function putBucketAcl(account: Account, request: S3Request): Promise<S3Response> {
  await requireBucket(account.objects, request.bucket);
  return acceptPrivate(account, request);
}

/** PutObjectAcl: only what holds already. Some clients send it after each copy. */
export async function putObjectAcl(account: Account, request: S3Request): Promise<S3Response> {
  const { bucket, key } = request;
  const info = await account.objects.head(bucket, key);
  if (info === undefined) throw await noSuchKey(account.objects, bucket, key);
  return acceptPrivate(account, request);
}

async function acceptPrivate(
  { owner }: Account,
  { headers, body }: S3Request,
): Promise<S3Response> {
  refuseUnsupported(headers);
  const document = await readWhole(body, XML_BYTES_MAX);
  if (document.length > 0 && !grantsOnly(owner, document)) {
    throw new S3Error({ code: "NotImplemented", message: "Only the ACL private exists." });
  }
  return { status: 200 };
}

function grantsOnly(owner: string, document: Buffer): boolean {
  const policy = readXml(document, "AccessControlPolicy");
  return childElements(policy, "AccessControlList")
    .flatMap((list) => childElements(list, "Grant"))
    .flatMap((grant) => childElements(grant, "Grantee"))
    .every((grantee) => childText(grantee, "ID") === owner);
}
