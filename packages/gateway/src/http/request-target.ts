import { decodeUri } from "../signature/uri-encoding.ts";
import { parseQuery, type Query } from "./query.ts";

export type RequestTarget = Readonly<{
  /** Decoded path as it was sent; `..` and `//` are part of keys. */
  path: string;
  query: Query;
  bucket?: string;
  key?: string;
}>;

/**
 * Reads bucket and key: `/bucket/key` (path style), or `bucket.SUFFIX` as host where a suffix is set.
 *
 * @throws S3Error InvalidURI
 */
export function readTarget(
  url: string,
  host: string,
  hostSuffix: string | undefined,
): RequestTarget {
  const relative = url.replace(/^https?:\/\/[^/?]*/i, "");
  const question = relative.indexOf("?");
  const rawPath = question < 0 ? relative : relative.slice(0, question);
  const path = decodeUri(rawPath === "" ? "/" : rawPath);
  const query = parseQuery(question < 0 ? "" : relative.slice(question + 1));

  const hostBucket = bucketOfHost(host, hostSuffix);
  if (hostBucket !== undefined) return { path, query, bucket: hostBucket, ...keyOf(path.slice(1)) };

  const slash = path.indexOf("/", 1);
  const bucket = path.slice(1, slash < 0 ? undefined : slash);
  if (bucket === "") return { path, query };
  return { path, query, bucket, ...keyOf(slash < 0 ? "" : path.slice(slash + 1)) };
}

function keyOf(key: string): { key?: string } {
  return key === "" ? {} : { key };
}

function bucketOfHost(host: string, suffix: string | undefined): string | undefined {
  if (suffix === undefined) return undefined;
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const end = `.${suffix.toLowerCase()}`;
  return name.endsWith(end) ? name.slice(0, -end.length) : undefined;
}
