import { parameter } from "../http/query.ts";
import {
  type Account,
  requireBucket,
  type S3Request,
  type S3Response,
} from "../http/s3-request.ts";
import { pageUploads } from "../multipart/upload-pages.ts";
import { readEncoding, readPageSize } from "../object/list-page.ts";
import { writeXml } from "../xml/write-xml.ts";

/** ListMultipartUploads of the caller, by key, grouped by a delimiter. */
export async function listMultipartUploads(
  { objects, owner, uploads }: Account,
  { bucket, query }: S3Request,
): Promise<S3Response> {
  const encode = readEncoding(query);
  const limit = readPageSize(query, "max-uploads");
  const prefix = parameter(query, "prefix") ?? "";
  const delimiter = parameter(query, "delimiter") ?? "";
  const keyMarker = parameter(query, "key-marker") ?? "";
  const idMarker = parameter(query, "upload-id-marker") ?? "";
  await requireBucket(objects, bucket);

  const page = pageUploads(uploads, {
    owner,
    bucket,
    prefix,
    delimiter,
    keyMarker,
    idMarker,
    limit,
  });

  const identity = { ID: owner, DisplayName: owner };
  const body = writeXml("ListMultipartUploadsResult", {
    Bucket: bucket,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: page.next === undefined ? undefined : encode(page.next.key),
    NextUploadIdMarker: page.next?.id,
    Prefix: encode(prefix),
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    EncodingType: parameter(query, "encoding-type"),
    MaxUploads: limit,
    IsTruncated: page.next !== undefined,
    Upload: page.uploads.map((upload) => ({
      Key: encode(upload.key),
      UploadId: upload.id,
      Initiator: identity,
      Owner: identity,
      StorageClass: "STANDARD",
      Initiated: new Date(upload.createdMs).toISOString(),
    })),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
  return { status: 200, body };
}
