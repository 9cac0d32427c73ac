import { FilesError } from "@stos/client";
import { readWhole } from "../body/request-body.ts";
import type { Account, S3Request, S3Response } from "../http/s3-request.ts";
import { refuseUnsupported } from "../object/put-headers.ts";
import { S3Error } from "../s3-error.ts";
import { readXml, XML_BYTES_MAX } from "../xml/read-xml.ts";

/** CreateBucket: `x-stratos-encryption: none` makes a plain one. A location in the body is read and has no effect: there is one region. */
export async function createBucket(
  { objects }: Account,
  { bucket, headers, body }: S3Request,
): Promise<S3Response> {
  refuseUnsupported(headers);
  const plain = readPlain(headers.get("x-stratos-encryption"));
  const configuration = await readWhole(body, XML_BYTES_MAX);
  if (configuration.length > 0) readXml(configuration, "CreateBucketConfiguration");

  try {
    await objects.createBucket(bucket, { plain });
  } catch (error) {
    const isThere = error instanceof FilesError && error.failure.code === "bucket-exists";
    if (!isThere || (await objects.headBucket(bucket)) === undefined) throw error;
    throw new S3Error({ code: "BucketAlreadyOwnedByYou", details: { BucketName: bucket } });
  }
  return { status: 200, headers: { location: `/${bucket}` } };
}

function readPlain(encryption: string | undefined): boolean {
  if (encryption === undefined) return false;
  if (encryption === "none") return true;
  throw new S3Error({
    code: "InvalidArgument",
    message: "x-stratos-encryption can only be none; without it a bucket is encrypted.",
  });
}
