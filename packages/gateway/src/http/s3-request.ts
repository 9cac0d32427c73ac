import type { Body, ObjectStore } from "@stos/client";
import type { RequestBody } from "../body/request-body.ts";
import type { Uploads } from "../multipart/uploads.ts";
import { S3Error } from "../s3-error.ts";
import type { Query } from "./query.ts";
import type { RequestHeaders } from "./request-headers.ts";

/** A request whose signature holds. */
export type S3Request = Readonly<{
  bucket: string;
  /** Empty at the level of buckets. */
  key: string;
  query: Query;
  headers: RequestHeaders;
  body: RequestBody;
  /** Aborted when the client breaks off, and at the end of the request. */
  signal: AbortSignal;
}>;

export type S3Response = Readonly<{
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** Text is XML. A stream needs `content-length` among the headers. */
  body?: string | Body;
}>;

/** What operations work on: the caller's own objects and uploads. */
export type Account = Readonly<{
  /** The wallet's address. */
  owner: string;
  objects: ObjectStore;
  uploads: Uploads;
  region: string;
  now: () => number;
}>;

export type Operation = (account: Account, request: S3Request) => Promise<S3Response>;

/** The failure for something that wasn't found in a bucket, which may itself be missing. */
export async function noSuchKey(
  objects: ObjectStore,
  bucket: string,
  key: string,
): Promise<S3Error> {
  const found = await objects.headBucket(bucket);
  return found === undefined
    ? new S3Error({ code: "NoSuchBucket", details: { BucketName: bucket } })
    : new S3Error({ code: "NoSuchKey", details: { Key: key } });
}

/** @throws S3Error NoSuchBucket */
export async function requireBucket(objects: ObjectStore, bucket: string): Promise<void> {
  if ((await objects.headBucket(bucket)) === undefined) {
    throw new S3Error({ code: "NoSuchBucket", details: { BucketName: bucket } });
  }
}
