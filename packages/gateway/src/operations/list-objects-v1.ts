import { parameter } from "../http/query.ts";
import type { Account, S3Request, S3Response } from "../http/s3-request.ts";
import { listEntries, listPage } from "../object/list-entries.ts";
import { readEncoding, readPageSize } from "../object/list-page.ts";
import { writeXml } from "../xml/write-xml.ts";

/** ListObjects: NextMarker stands in every cut page, not only with a delimiter. */
export async function listObjectsV1(
  { objects, owner }: Account,
  { bucket, query }: S3Request,
): Promise<S3Response> {
  const encode = readEncoding(query);
  const limit = readPageSize(query, "max-keys");
  const prefix = parameter(query, "prefix") ?? "";
  const delimiter = parameter(query, "delimiter") ?? "";
  const marker = parameter(query, "marker") ?? "";

  const list = await listPage(objects, bucket, { prefix, delimiter, after: marker, limit });

  const body = writeXml("ListBucketResult", {
    Name: bucket,
    Prefix: encode(prefix),
    Marker: encode(marker),
    NextMarker: list.next === undefined ? undefined : encode(list.next),
    MaxKeys: limit,
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    EncodingType: parameter(query, "encoding-type"),
    IsTruncated: list.next !== undefined,
    ...listEntries(list, encode, owner),
  });
  return { status: 200, body };
}
