import type { ByteRange } from "@stos/client";
import { type Account, noSuchKey, type S3Request, type S3Response } from "../http/s3-request.ts";
import { findUpload, partEtag, readPartNumber } from "../multipart/part-request.ts";
import { headCopySource } from "../object/copy-source.ts";
import { refuseUnsupported, requireSize } from "../object/put-headers.ts";
import { S3Error } from "../s3-error.ts";
import { writeXml } from "../xml/write-xml.ts";

/** UploadPartCopy: a part out of another object, or of `x-amz-copy-source-range` of it. */
export async function uploadPartCopy(account: Account, request: S3Request): Promise<S3Response> {
  const { objects, uploads } = account;
  const { bucket, headers, signal } = request;
  refuseUnsupported(headers);
  const number = readPartNumber(request);
  const { id, replicas } = findUpload(account, request);
  const { source, info } = await headCopySource(objects, headers);
  const range = readSourceRange(headers.get("x-amz-copy-source-range"), info.size);
  const size = requireSize(range === undefined ? info.size : range.last - range.first + 1);

  const reading = range === undefined ? { signal } : { signal, range };
  const opened = await objects.open(source.bucket, source.key, reading);
  if (opened === undefined) throw await noSuchKey(objects, source.bucket, source.key);
  if (opened.info.etag !== info.etag) {
    throw new S3Error({ code: "PreconditionFailed", message: "The source changed meanwhile." });
  }
  const options = replicas === undefined ? { size, signal } : { size, signal, replicas };
  const part = await objects.putPart(bucket, opened.body, options);
  const { modifiedMs } = uploads.addPart(id, number, part);

  const body = writeXml("CopyPartResult", {
    LastModified: new Date(modifiedMs).toISOString(),
    ETag: `"${partEtag(part.md5)}"`,
  });
  return { status: 200, body };
}

/** Unlike Range, it must name both ends, and both must lie within the source. */
function readSourceRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header);
  const range = { first: Number(match?.[1]), last: Number(match?.[2]) };
  if (match !== null && range.first <= range.last && range.last < size) return range;
  throw new S3Error({
    code: "InvalidArgument",
    message: `x-amz-copy-source-range must be bytes=FIRST-LAST within the source's ${size} bytes.`,
  });
}
