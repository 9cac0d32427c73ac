import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { accessKeyId, gatewayFixture, secretAccessKey } from "./testing/gateway-fixture.ts";

// The outside client: AWS's own SDK, unmodified.
let gateway: Awaited<ReturnType<typeof gatewayFixture>>;
let s3: S3Client;
let Bucket = "";
let buckets = 0;

beforeAll(async () => {
  gateway = await gatewayFixture();
  s3 = new S3Client({
    endpoint: gateway.endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
});

afterAll(async () => {
  s3.destroy();
  await gateway[Symbol.asyncDispose]();
});

beforeEach(async () => {
  buckets += 1;
  Bucket = `bucket-${buckets}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
});

async function put(Key: string, Body: string | Buffer = Key) {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

async function read(Key: string, Range?: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
  return Body?.transformToString() ?? "";
}

test("an object comes back with its bytes, headers and metadata", async () => {
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: "a/ü & <b>+'\".txt",
      Body: "hello",
      ContentType: "text/plain",
      CacheControl: "no-cache",
      ContentDisposition: 'attachment; filename="x"',
      Metadata: { mtime: "1700000000.5", word: "value" },
    }),
  );
  const found = await s3.send(new GetObjectCommand({ Bucket, Key: "a/ü & <b>+'\".txt" }));
  expect(await found.Body?.transformToString()).toBe("hello");
  expect(found).toMatchObject({
    ContentType: "text/plain",
    CacheControl: "no-cache",
    ContentDisposition: 'attachment; filename="x"',
    ContentLength: 5,
    ETag: '"5d41402abc4b2a76b9719d911017c592"',
    Metadata: { mtime: "1700000000.5", word: "value" },
    AcceptRanges: "bytes",
  });
});

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
  "a stream with the trailing checksum %s is verified",
  async (ChecksumAlgorithm) => {
    const bytes = randomBytes(300_000);
    const answer = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: "streamed",
        Body: Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]),
        ContentLength: bytes.length,
        ChecksumAlgorithm,
      }),
    );
    expect(answer[`Checksum${ChecksumAlgorithm}`]).toMatch(/=$|^[\w+/]+$/);
    const { Body, ContentEncoding } = await s3.send(
      new GetObjectCommand({ Bucket, Key: "streamed" }),
    );
    expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(bytes);
    expect(ContentEncoding).toBeUndefined();
  },
);

test.each([
  ["bytes=2-4", "234"],
  ["bytes=7-", "789"],
  ["bytes=-2", "89"],
  ["bytes=8-100", "89"],
  ["bytes=-100", "0123456789"],
])("the range %s gives %s", async (range, expected) => {
  await put("digits", "0123456789");
  expect(await read("digits", range)).toBe(expected);
});

test("conditions of reads and writes", async () => {
  const { ETag } = await put("k", "one");
  const get = (conditions: object) =>
    s3.send(new GetObjectCommand({ Bucket, Key: "k", ...conditions }));
  await expect(get({ IfMatch: '"x"' })).rejects.toMatchObject({ name: "PreconditionFailed" });
  await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
  await expect(get({ IfModifiedSince: new Date(Date.now() + 5_000) })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
  await expect(get({ IfUnmodifiedSince: new Date(1) })).rejects.toMatchObject({
    name: "PreconditionFailed",
  });
  await expect(
    s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "two", IfNoneMatch: "*" })),
  ).rejects.toMatchObject({ name: "PreconditionFailed" });
  await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "two", IfMatch: ETag }));
  expect(await read("k")).toBe("two");
});

test("lists by pages, prefix and delimiter, v1 and v2", async () => {
  for (const key of ["a/1", "a/2", "b", "c/1", "d\r\u0001<&"]) await put(key);
  const first = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/", MaxKeys: 2 }));
  expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2 });
  expect(first.CommonPrefixes).toEqual([{ Prefix: "a/" }]);
  expect(first.Contents?.map(({ Key }) => Key)).toEqual(["b"]);

  const ContinuationToken = first.NextContinuationToken;
  const second = await s3.send(
    new ListObjectsV2Command({ Bucket, Delimiter: "/", ContinuationToken, EncodingType: "url" }),
  );
  expect(second).toMatchObject({ IsTruncated: false, KeyCount: 2 });
  expect(second.CommonPrefixes).toEqual([{ Prefix: "c/" }]);
  expect(second.Contents?.map(({ Key }) => Key)).toEqual(["d%0D%01%3C%26"]);

  const v1 = await s3.send(new ListObjectsCommand({ Bucket, Prefix: "a/", MaxKeys: 1 }));
  expect(v1).toMatchObject({ IsTruncated: true, NextMarker: "a/1" });
  const rest = await s3.send(new ListObjectsCommand({ Bucket, Prefix: "a/", Marker: "a/1" }));
  expect(rest.Contents?.map(({ Key }) => Key)).toEqual(["a/2"]);

  const none = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
  expect(none).toMatchObject({ KeyCount: 0, IsTruncated: false });
  const bad = new ListObjectsV2Command({ Bucket, ContinuationToken: "*" });
  await expect(s3.send(bad)).rejects.toMatchObject({ name: "InvalidArgument" });
});

test("copies with and without new metadata, and not onto itself", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "from ü", Body: "x", Metadata: { a: "1" } }));
  const CopySource = `${Bucket}/${encodeURIComponent("from ü")}`;
  await s3.send(new CopyObjectCommand({ Bucket, Key: "to", CopySource }));
  const replaced = { MetadataDirective: "REPLACE", Metadata: { b: "2" } } as const;
  await s3.send(new CopyObjectCommand({ Bucket, Key: "to2", CopySource, ...replaced }));
  const head = (Key: string) => s3.send(new HeadObjectCommand({ Bucket, Key }));
  expect((await head("to")).Metadata).toEqual({ a: "1" });
  expect((await head("to2")).Metadata).toEqual({ b: "2" });

  await expect(
    s3.send(new CopyObjectCommand({ Bucket, Key: "from ü", CopySource })),
  ).rejects.toMatchObject({ name: "InvalidRequest" });
  await expect(
    s3.send(new CopyObjectCommand({ Bucket, Key: "to", CopySource, CopySourceIfMatch: "x" })),
  ).rejects.toMatchObject({ name: "PreconditionFailed" });
  await s3.send(new CopyObjectCommand({ Bucket, Key: "from ü", CopySource, ...replaced }));
  expect((await head("from ü")).Metadata).toEqual({ b: "2" });
});

test("deletes one, many, and buckets only when empty", async () => {
  for (const key of ["1", "2", "3 &<\r"]) await put(key);
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: "BucketNotEmpty",
  });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "1" }));
  const Objects = [{ Key: "2" }, { Key: "3 &<\r" }, { Key: "never there" }];
  const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(deleted.Deleted?.length).toBe(3);
  await s3.send(new DeleteBucketCommand({ Bucket }));
  const { Buckets, Owner } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).not.toContain(Bucket);
  expect(Owner?.ID).toBe("st1owner");
});

const partBytes = 5 * 1024 * 1024;

test("uploads in parts, one of them copied, and completes twice alike", async () => {
  const Key = "large";
  const bytes = randomBytes(2 * partBytes + 7);
  await put("source", bytes);
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { m: "1" }, ContentType: "a/b" }),
  );
  const one = await s3.send(
    new UploadPartCommand({
      Bucket,
      Key,
      UploadId,
      PartNumber: 1,
      Body: bytes.subarray(0, partBytes),
    }),
  );
  const two = await s3.send(
    new UploadPartCopyCommand({
      Bucket,
      Key,
      UploadId,
      PartNumber: 2,
      CopySource: `${Bucket}/source`,
      CopySourceRange: `bytes=${partBytes}-${bytes.length - 1}`,
    }),
  );
  const listed = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  expect(listed.Parts?.map(({ Size }) => Size)).toEqual([partBytes, partBytes + 7]);
  const open = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(open.Uploads?.map((upload) => upload.UploadId)).toEqual([UploadId]);

  const Parts = [
    { PartNumber: 1, ETag: one.ETag },
    { PartNumber: 2, ETag: two.CopyPartResult?.ETag },
  ];
  const complete = new CompleteMultipartUploadCommand({
    Bucket,
    Key,
    UploadId,
    MultipartUpload: { Parts },
  });
  const first = await s3.send(complete);
  expect(first.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  expect((await s3.send(complete)).ETag).toBe(first.ETag);
  const found = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(found).toMatchObject({ Metadata: { m: "1" }, ContentType: "a/b" });
  expect(Buffer.from((await found.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
});

test("a multipart upload refuses small, unknown and disordered parts, and is gone when aborted", async () => {
  const Key = "large";
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const part = async (PartNumber: number) => {
    const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: "small" });
    return { PartNumber, ETag: (await s3.send(command)).ETag };
  };
  const parts = [await part(1), await part(2)];
  const complete = (Parts: { PartNumber: number; ETag: string | undefined }[]) =>
    s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
  await expect(complete(parts)).rejects.toMatchObject({ name: "EntityTooSmall" });
  await expect(complete(parts.toReversed())).rejects.toMatchObject({ name: "InvalidPartOrder" });
  await expect(complete([{ PartNumber: 3, ETag: '"x"' }])).rejects.toMatchObject({
    name: "InvalidPart",
  });
  await expect(part(10_001)).rejects.toMatchObject({ name: "InvalidArgument" });

  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  await expect(part(1)).rejects.toMatchObject({ name: "NoSuchUpload" });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
    name: "NotFound",
  });
});

test("presigned URLs work without a header, and overrides of the answer hold", async () => {
  const putUrl = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "p ü" }));
  expect((await fetch(putUrl, { method: "PUT", body: "by url" })).status).toBe(200);
  const getUrl = await getSignedUrl(
    s3,
    new GetObjectCommand({ Bucket, Key: "p ü", ResponseContentType: "text/x" }),
    { expiresIn: 60 },
  );
  const found = await fetch(getUrl);
  expect(await found.text()).toBe("by url");
  expect(found.headers.get("content-type")).toBe("text/x");
  expect((await fetch(getUrl.replace("text%2Fx", "text%2Fy"))).status).toBe(403);
});

test("what is missing has S3's own error", async () => {
  const missing = { Bucket: "no-such-bucket", Key: "k" };
  await expect(s3.send(new GetObjectCommand(missing))).rejects.toMatchObject({
    name: "NoSuchBucket",
  });
  await expect(read("never")).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(s3.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: "BucketAlreadyOwnedByYou",
  });
  await put("k");
  await expect(read("k", "bytes=1-")).rejects.toMatchObject({ name: "InvalidRange" });
  const acl = await s3.send(new GetObjectAclCommand({ Bucket, Key: "k" }));
  expect(acl.Grants?.[0]?.Permission).toBe("FULL_CONTROL");
});
