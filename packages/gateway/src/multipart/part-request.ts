import { parameter } from "../http/query.ts";
import type { Account, S3Request } from "../http/s3-request.ts";
import { S3Error } from "../s3-error.ts";
import { PART_NUMBER_MAX, type Upload } from "./uploads.ts";

/** The upload in progress that a request names. @throws S3Error NoSuchUpload */
export function findUpload({ owner, uploads }: Account, { bucket, key, query }: S3Request): Upload {
  return uploads.find({ owner, bucket, key }, parameter(query, "uploadId") ?? "");
}

/** @throws S3Error InvalidArgument outside of 1 to 10,000. */
export function readPartNumber({ query }: S3Request): number {
  const stated = parameter(query, "partNumber") ?? "";
  const number = /^\d{1,5}$/.test(stated) ? Number(stated) : 0;
  if (number >= 1 && number <= PART_NUMBER_MAX) return number;
  throw new S3Error({
    code: "InvalidArgument",
    message: `A part's number must be 1 to ${PART_NUMBER_MAX}.`,
    details: { ArgumentName: "partNumber", ArgumentValue: stated },
  });
}

/** A part's ETag is the MD5 of its plaintext. */
export function partEtag(md5: Uint8Array): string {
  return Buffer.from(md5).toString("hex");
}
