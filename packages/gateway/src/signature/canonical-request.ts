import { createHash } from "node:crypto";
import type { Query } from "../http/query.ts";
import { encodeUriComponent, encodeUriPath } from "./uri-encoding.ts";

export type CanonicalParts = Readonly<{
  method: string;
  /** Decoded. S3 doesn't normalise `..` and `//`. */
  path: string;
  query: Query;
  headers: ReadonlyMap<string, string>;
  signedHeaders: readonly string[];
  payloadHash: string;
}>;

/**
 * The canonical request of SigV4 as S3 has it: the path encoded once, parameters sorted after encoding, the signature's own parameter left out.
 *
 * Source: AWS, "Signature Calculations for the Authorization Header".
 */
export function canonicalRequest(parts: CanonicalParts): string {
  const headers = parts.signedHeaders.map((name) => {
    const value = parts.headers.get(name) ?? "";
    return `${name}:${value.trim().replace(/ +/g, " ")}\n`;
  });
  return [
    parts.method,
    encodeUriPath(parts.path),
    canonicalQuery(parts.query),
    headers.join(""),
    parts.signedHeaders.join(";"),
    parts.payloadHash,
  ].join("\n");
}

/** What is signed: algorithm, time, scope and the hash of the canonical request. */
export function stringToSign(
  request: string,
  { timestamp, scope }: Readonly<{ timestamp: string; scope: string }>,
): string {
  const hash = createHash("sha256").update(request, "utf8").digest("hex");
  return `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash}`;
}

function canonicalQuery(query: Query): string {
  return query
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encodeUriComponent(name), encodeUriComponent(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => order(nameA, nameB) || order(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
