import type { ObjectInfo } from "@stos/client";
import type { RequestHeaders } from "../http/request-headers.ts";
import { S3Error } from "../s3-error.ts";
import { withoutQuotes } from "./put-headers.ts";

type Outcome = "holds" | "not-modified";

/**
 * Conditions of a read, in the order of RFC 9110 §13.2.2: a match goes before a time.
 *
 * @throws S3Error PreconditionFailed
 */
export function checkReadConditions(headers: RequestHeaders, info: ObjectInfo): Outcome {
  const ifMatch = headers.get("if-match");
  const unmodifiedSince = headers.get("if-unmodified-since");
  if (ifMatch !== undefined && !matches(ifMatch, info)) throw failed("If-Match");
  if (ifMatch === undefined && isModifiedSince(unmodifiedSince, info) === true) {
    throw failed("If-Unmodified-Since");
  }

  const ifNoneMatch = headers.get("if-none-match");
  const modifiedSince = headers.get("if-modified-since");
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, info) ? "not-modified" : "holds";
  return isModifiedSince(modifiedSince, info) === false ? "not-modified" : "holds";
}

/** Conditions on the source of a copy, where "not modified" is a failure too. */
export function checkCopyConditions(headers: RequestHeaders, source: ObjectInfo): void {
  const prefix = "x-amz-copy-source-";
  const ofSource = new Map(
    [...headers]
      .filter(([name]) => name.startsWith(`${prefix}if-`))
      .map(([name, value]) => [name.slice(prefix.length), value] as const),
  );
  if (checkReadConditions(ofSource, source) === "not-modified") {
    throw failed(`${prefix}if-none-match`);
  }
}

export function hasReadConditions(headers: RequestHeaders): boolean {
  return ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"].some((name) =>
    headers.has(name),
  );
}

function matches(header: string, info: ObjectInfo): boolean {
  return header
    .split(",")
    .map((entry) => withoutQuotes(entry.trim().replace(/^W\//, "")))
    .some((etag) => etag === "*" || etag === info.etag);
}

/** Undefined where there is no date that can be read, which HTTP ignores. Dates of HTTP have whole seconds. */
function isModifiedSince(date: string | undefined, info: ObjectInfo): boolean | undefined {
  const since = Date.parse(date ?? "");
  if (Number.isNaN(since)) return undefined;
  return Math.floor(info.modifiedMs / 1000) > Math.floor(since / 1000);
}

function failed(condition: string): S3Error {
  return new S3Error({ code: "PreconditionFailed", details: { Condition: condition } });
}
