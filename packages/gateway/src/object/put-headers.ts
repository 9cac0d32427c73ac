import type { PutOptions } from "@stos/client";
import type { RequestHeaders } from "../http/request-headers.ts";
import { S3Error } from "../s3-error.ts";

/** 5 GiB: S3's limit of a single PUT and of a part. */
export const PUT_BYTES_MAX = 5 * 1024 ** 3;

/** `x-stratos-replicas: N`; the network decides which N it grants. */
export function readReplicas(headers: RequestHeaders): { replicas?: number } {
  const stated = headers.get("x-stratos-replicas");
  if (stated === undefined) return {};
  if (!/^[1-9]\d{0,3}$/.test(stated)) {
    throw new S3Error({
      code: "InvalidArgument",
      message: "x-stratos-replicas must be a whole number from 1.",
      details: { ArgumentName: "x-stratos-replicas", ArgumentValue: stated },
    });
  }
  return { replicas: Number(stated) };
}

/** If-Match and If-None-Match of a write, which consensus checks. */
export function readWriteConditions(
  headers: RequestHeaders,
): Pick<PutOptions, "ifMatch" | "ifNoneMatch"> {
  const ifMatch = headers.get("if-match");
  const ifNoneMatch = headers.get("if-none-match");
  return {
    ...(ifMatch === undefined ? {} : { ifMatch: withoutQuotes(ifMatch) }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch: withoutQuotes(ifNoneMatch) }),
  };
}

export function withoutQuotes(etag: string): string {
  return etag.trim().replace(/^"(.*)"$/, "$1");
}

const CANNED_PRIVATE = ["private", "bucket-owner-full-control"];

/** Refuses what would change who may read an object or how it is kept, rather than to ignore it. */
export function refuseUnsupported(headers: RequestHeaders): void {
  const acl = headers.get("x-amz-acl");
  if (acl !== undefined && !CANNED_PRIVATE.includes(acl)) {
    throw new S3Error({ code: "NotImplemented", message: "Only the ACL private exists." });
  }
  const storageClass = headers.get("x-amz-storage-class");
  if (storageClass !== undefined && storageClass !== "STANDARD") {
    throw new S3Error({ code: "InvalidStorageClass" });
  }
  for (const name of headers.keys()) {
    if (unsupported.some((prefix) => name.startsWith(prefix))) {
      throw new S3Error({ code: "NotImplemented", message: `The header ${name} isn't supported.` });
    }
  }
}

const unsupported = [
  "x-amz-server-side-encryption",
  "x-amz-copy-source-server-side-encryption",
  "x-amz-object-lock-",
  "x-amz-bucket-object-lock-enabled",
  "x-amz-tagging",
  "x-amz-website-redirect-location",
  "x-amz-grant-",
  "x-amz-write-offset-bytes",
];

/** @throws S3Error MissingContentLength, EntityTooLarge */
export function requireSize(size: number | undefined): number {
  if (size === undefined) throw new S3Error({ code: "MissingContentLength" });
  if (size > PUT_BYTES_MAX) {
    throw new S3Error({
      code: "EntityTooLarge",
      details: { ProposedSize: `${size}`, MaxSizeAllowed: `${PUT_BYTES_MAX}` },
    });
  }
  return size;
}
