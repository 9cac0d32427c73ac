import { parameter } from "../http/query.ts";
import type { Account, S3Request, S3Response } from "../http/s3-request.ts";
import { findUpload, partEtag } from "../multipart/part-request.ts";
import { readEncoding, readPageSize } from "../object/list-page.ts";
import { writeXml } from "../xml/write-xml.ts";

/** ListParts of an upload in progress, by number. */
export async function listParts(account: Account, request: S3Request): Promise<S3Response> {
  const { bucket, key, query } = request;
  const encode = readEncoding(query);
  const limit = readPageSize(query, "max-parts");
  const marker = parameter(query, "part-number-marker") ?? "";
  const after = /^\d{1,5}$/.test(marker) ? Number(marker) : 0;
  const upload = findUpload(account, request);

  const found = account.uploads.parts(upload.id, { after, limit: limit + 1 });
  const parts = found.slice(0, limit);

  const owner = { ID: account.owner, DisplayName: account.owner };
  const body = writeXml("ListPartsResult", {
    Bucket: bucket,
    Key: encode(key),
    UploadId: upload.id,
    Initiator: owner,
    Owner: owner,
    StorageClass: "STANDARD",
    PartNumberMarker: after,
    NextPartNumberMarker: parts.at(-1)?.number ?? after,
    MaxParts: limit,
    IsTruncated: found.length > limit && limit > 0,
    Part: parts.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modifiedMs).toISOString(),
      ETag: `"${partEtag(part.md5)}"`,
      Size: part.size,
    })),
  });
  return { status: 200, body };
}
