import type { ObjectInfo, ObjectList, ObjectStore } from "@stos/client";
import { requireBucket } from "../http/s3-request.ts";
import type { XmlNode } from "../xml/write-xml.ts";

export type Encode = (text: string) => string;

/** One page; a page of no keys asks the network only whether the bucket is there. */
export async function listPage(
  objects: ObjectStore,
  bucket: string,
  options: Readonly<{ prefix: string; delimiter: string; after: string; limit: number }>,
): Promise<ObjectList> {
  if (options.limit > 0) return objects.list(bucket, options);
  await requireBucket(objects, bucket);
  return { objects: [], commonPrefixes: [] };
}

/** The elements Contents and CommonPrefixes, of v1 and v2 alike. */
export function listEntries(list: ObjectList, encode: Encode, owner: string | undefined): XmlNode {
  return {
    Contents: list.objects.map((info) => contents(info, encode, owner)),
    CommonPrefixes: list.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

function contents(info: ObjectInfo, encode: Encode, owner: string | undefined): XmlNode {
  return {
    Key: encode(info.key),
    LastModified: new Date(info.modifiedMs).toISOString(),
    ETag: `"${info.etag}"`,
    Size: info.size,
    ...(owner === undefined ? {} : { Owner: { ID: owner, DisplayName: owner } }),
    StorageClass: "STANDARD",
  };
}
