import type { ByteRange, ObjectInfo, OpenedObject } from "@stos/client";
import { type Account, noSuchKey, type S3Request, type S3Response } from "../http/s3-request.ts";
import { checkReadConditions, hasReadConditions } from "../object/conditions.ts";
import { describingHeaders } from "../object/metadata.ts";
import { resolveRange } from "../object/range.ts";
import { refuseVersion, responseOverrides } from "../object/read-parameters.ts";
import { S3Error } from "../s3-error.ts";

const ATTEMPTS_MAX = 3;

/** GetObject: streams one object or a range of it. */
export async function getObject(account: Account, request: S3Request): Promise<S3Response> {
  refuseVersion(request.query);
  const overrides = responseOverrides(request.query);
  if (!request.headers.has("range") && !hasReadConditions(request.headers)) {
    return answer(await open(account, request), undefined, overrides);
  }

  // Range and conditions are of one version: where the object changes between head and open, they are resolved anew.
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const seen = await head(account, request);
    if (checkReadConditions(request.headers, seen) === "not-modified") return notModified(seen);
    const range = resolveRange(request.headers.get("range"), seen.size);

    const opened = await open(account, request, range);
    if (isSameVersion(opened.info, seen)) return answer(opened, range, overrides);
    await opened.body[Symbol.asyncIterator]().return?.();
  }
  throw new S3Error({
    code: "ServiceUnavailable",
    message: "The object is being rewritten. Try again.",
  });
}

/** 304 carries what a cache needs and no body. */
export function notModified(info: ObjectInfo): S3Response {
  const { etag, "last-modified": lastModified } = describingHeaders(info);
  return { status: 304, headers: { etag: etag ?? "", "last-modified": lastModified ?? "" } };
}

async function head({ objects }: Account, { bucket, key }: S3Request): Promise<ObjectInfo> {
  const info = await objects.head(bucket, key);
  if (info === undefined) throw await noSuchKey(objects, bucket, key);
  return info;
}

async function open(
  { objects }: Account,
  { bucket, key, signal }: S3Request,
  range?: ByteRange,
): Promise<OpenedObject> {
  const opened = await objects.open(
    bucket,
    key,
    range === undefined ? { signal } : { signal, range },
  );
  if (opened === undefined) throw await noSuchKey(objects, bucket, key);
  return opened;
}

function isSameVersion(left: ObjectInfo, right: ObjectInfo): boolean {
  return (
    left.etag === right.etag && left.size === right.size && left.modifiedMs === right.modifiedMs
  );
}

function answer(
  { info, body }: OpenedObject,
  range: ByteRange | undefined,
  overrides: Readonly<Record<string, string>>,
): S3Response {
  const headers = { ...describingHeaders(info), ...overrides };
  if (range === undefined) {
    return { status: 200, headers: { ...headers, "content-length": `${info.size}` }, body };
  }
  return {
    status: 206,
    headers: {
      ...headers,
      "content-length": `${range.last - range.first + 1}`,
      "content-range": `bytes ${range.first}-${range.last}/${info.size}`,
    },
    body,
  };
}
