import { parameter } from "../http/query.ts";
import type { Account, S3Request, S3Response } from "../http/s3-request.ts";
import { listEntries, listPage } from "../object/list-entries.ts";
import { readEncoding, readPageSize, readToken, writeToken } from "../object/list-page.ts";
import { writeXml } from "../xml/write-xml.ts";

/** ListObjectsV2: a continuation token goes before start-after. */
export async function listObjectsV2(
  { objects, owner }: Account,
  { bucket, query }: S3Request,
): Promise<S3Response> {
  const encode = readEncoding(query);
  const limit = readPageSize(query, "max-keys");
  const prefix = parameter(query, "prefix") ?? "";
  const delimiter = parameter(query, "delimiter") ?? "";
  const startAfter = parameter(query, "start-after");
  const token = parameter(query, "continuation-token");
  const after = token === undefined ? (startAfter ?? "") : readToken(token);

  const list = await listPage(objects, bucket, { prefix, delimiter, after, limit });

  const withOwner = parameter(query, "fetch-owner") === "true";
  const body = writeXml("ListBucketResult", {
    Name: bucket,
    Prefix: encode(prefix),
    StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    ContinuationToken: token,
    NextContinuationToken: list.next === undefined ? undefined : writeToken(list.next),
    KeyCount: list.objects.length + list.commonPrefixes.length,
    MaxKeys: limit,
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    EncodingType: parameter(query, "encoding-type"),
    IsTruncated: list.next !== undefined,
    ...listEntries(list, encode, withOwner ? owner : undefined),
  });
  return { status: 200, body };
}
