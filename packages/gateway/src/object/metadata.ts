import type { ObjectInfo } from "@stos/client";
import type { RequestHeaders } from "../http/request-headers.ts";
import { S3Error } from "../s3-error.ts";

/**
 * What the gateway keeps in `ObjectStore` metadata, under the headers' own lower-case names: `cache-control`,
 * `content-disposition`, `content-encoding`, `content-language`, `expires`, and `x-amz-meta-NAME` for the user's own.
 */
const KEPT = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
];
const USER_PREFIX = "x-amz-meta-";
const USER_BYTES_MAX = 2_048;

export type Description = Readonly<{
  contentType: string;
  metadata: Readonly<Record<string, string>>;
}>;

/** @throws S3Error MetadataTooLarge */
export function readDescription(headers: RequestHeaders): Description {
  const metadata: Record<string, string> = {};
  let userBytes = 0;
  for (const [name, value] of headers) {
    if (name.startsWith(USER_PREFIX)) {
      userBytes += name.length - USER_PREFIX.length + Buffer.byteLength(value, "utf8");
      metadata[name] = value;
    } else if (KEPT.includes(name)) {
      const kept = name === "content-encoding" ? withoutAwsChunked(value) : value;
      if (kept !== "") metadata[name] = kept;
    }
  }
  if (userBytes > USER_BYTES_MAX) throw new S3Error({ code: "MetadataTooLarge" });
  return { contentType: headers.get("content-type") ?? "binary/octet-stream", metadata };
}

/** Headers of GET and HEAD. */
export function describingHeaders(info: ObjectInfo): Record<string, string> {
  return {
    ...info.metadata,
    "content-type": info.contentType,
    etag: `"${info.etag}"`,
    "last-modified": new Date(info.modifiedMs).toUTCString(),
    "accept-ranges": "bytes",
    "x-stratos-replicas": `${info.replicas}`,
  };
}

/** aws-chunked frames the request only; the object doesn't have it. */
function withoutAwsChunked(encoding: string): string {
  return encoding
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "" && entry.toLowerCase() !== "aws-chunked")
    .join(",");
}
