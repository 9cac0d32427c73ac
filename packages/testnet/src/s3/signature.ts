import { createHash, createHmac } from "node:crypto";
import type { S3Access } from "../devnet/devnet-file.ts";

/** What one request says before it is signed; `path` and `query` are decoded. */
export type Unsigned = Readonly<{
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hex, or `UNSIGNED-PAYLOAD`. */
  payloadHash: string;
}>;

const signingKeys = new Map<string, Buffer>();

/** All headers of the request with its Signature Version 4 (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html). */
export function signRequest(
  { method, path, query, headers, payloadHash }: Unsigned,
  s3: S3Access,
  now = new Date(),
): Readonly<Record<string, string>> {
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = time.slice(0, 8);
  const all: Record<string, string> = {
    ...headers,
    host: new URL(s3.endpoint).host,
    "x-amz-date": time,
    "x-amz-content-sha256": payloadHash,
  };
  const names = Object.keys(all).sort();
  const canonical = [
    method,
    encodePath(path),
    encodeQuery(query),
    ...names.map((name) => `${name}:${all[name]?.trim()}`),
    "",
    names.join(";"),
    payloadHash,
  ].join("\n");
  const scope = `${day}/${s3.region}/s3/aws4_request`;
  const digest = createHash("sha256").update(canonical).digest("hex");
  const signature = hmac(signingKey(s3, day), `AWS4-HMAC-SHA256\n${time}\n${scope}\n${digest}`);
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${s3.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature.toString("hex")}`,
  };
}

/** The path as it is sent: everything but unreserved characters and slashes in percent signs. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeStrictly).join("/");
}

export function encodeQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join("&");
}

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function signingKey({ secretAccessKey, region }: S3Access, day: string): Buffer {
  const name = `${secretAccessKey}/${day}/${region}`;
  const known = signingKeys.get(name);
  if (known !== undefined) return known;
  let key = hmac(Buffer.from(`AWS4${secretAccessKey}`), day);
  for (const word of [region, "s3", "aws4_request"]) key = hmac(key, word);
  signingKeys.set(name, key);
  return key;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
