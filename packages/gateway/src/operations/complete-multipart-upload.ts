import { checksumAlgorithms } from "../body/checksum.ts";
import { readWhole } from "../body/request-body.ts";
import { parameter } from "../http/query.ts";
import type { Account, S3Request, S3Response } from "../http/s3-request.ts";
import { type NamedPart, readNamedParts } from "../multipart/named-parts.ts";
import { partEtag } from "../multipart/part-request.ts";
import { PART_NUMBER_MAX, type StoredPart, type Upload } from "../multipart/uploads.ts";
import { readWriteConditions } from "../object/put-headers.ts";
import { S3Error } from "../s3-error.ts";
import { XML_BYTES_MAX } from "../xml/read-xml.ts";
import { writeXml } from "../xml/write-xml.ts";

const PART_BYTES_MIN = 5 * 1024 * 1024;

/**
 * CompleteMultipartUpload: makes the object of the named parts. Repeated within the upload's life, it answers the same ETag, since a client
 * whose answer was lost can't know that it was completed.
 */
export async function completeMultipartUpload(
  { objects, owner, uploads }: Account,
  { bucket, key, headers, query, body, signal }: S3Request,
): Promise<S3Response> {
  refuseObjectChecksum(headers);
  const id = parameter(query, "uploadId") ?? "";
  const upload = uploads.findEvenCompleted({ owner, bucket, key }, id);
  const named = readNamedParts(await readWhole(body, XML_BYTES_MAX));
  if (upload.etag !== undefined) return completed(upload, upload.etag);

  const parts = choose(named, uploads.parts(id, { after: 0, limit: PART_NUMBER_MAX }));
  const { contentType, metadata, replicas } = upload;
  const info = await objects.assemble({ bucket, key }, parts, {
    contentType,
    metadata,
    signal,
    ...(replicas === undefined ? {} : { replicas }),
    ...readWriteConditions(headers),
  });
  uploads.complete(id, info.etag);

  return completed(upload, info.etag);
}

/** Every named part as it was uploaded. @throws S3Error InvalidPart, EntityTooSmall */
function choose(named: readonly NamedPart[], stored: readonly StoredPart[]): StoredPart[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const parts = named.map(({ number, etag }) => {
    const part = byNumber.get(number);
    if (part === undefined || partEtag(part.md5) !== etag) {
      throw new S3Error({ code: "InvalidPart", details: { PartNumber: `${number}`, ETag: etag } });
    }
    return part;
  });
  const small = parts.slice(0, -1).find(({ size }) => size < PART_BYTES_MIN);
  if (small !== undefined) {
    throw new S3Error({
      code: "EntityTooSmall",
      details: {
        PartNumber: `${small.number}`,
        ProposedSize: `${small.size}`,
        MinSizeAllowed: `${PART_BYTES_MIN}`,
      },
    });
  }
  return parts;
}

/** A checksum of the whole object can't be told from those of parts, and is refused rather than left unchecked. */
function refuseObjectChecksum(headers: S3Request["headers"]): void {
  const name = checksumAlgorithms.find((candidate) => headers.has(`x-amz-checksum-${candidate}`));
  if (name === undefined) return;
  throw new S3Error({
    code: "NotImplemented",
    message: `x-amz-checksum-${name} of a whole multipart object isn't supported.`,
  });
}

function completed({ bucket, key }: Upload, etag: string): S3Response {
  const body = writeXml("CompleteMultipartUploadResult", {
    Location: `/${bucket}/${key}`,
    Bucket: bucket,
    Key: key,
    ETag: `"${etag}"`,
  });
  return { status: 200, body };
}
