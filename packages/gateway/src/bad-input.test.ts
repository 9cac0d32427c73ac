import { afterAll, beforeAll, expect, test } from "vitest";
import { gatewayFixture } from "./testing/gateway-fixture.ts";
import { type SignedRequestOptions, send, sendSigned } from "./testing/signed-request.ts";

let gateway: Awaited<ReturnType<typeof gatewayFixture>>;

beforeAll(async () => {
  gateway = await gatewayFixture();
  await gateway.objects.createBucket("bucket", { plain: false });
});

afterAll(() => gateway[Symbol.asyncDispose]());

const hour = 60 * 60 * 1000;
const put = { method: "PUT", target: "/bucket/refused", body: "hello" };
const md5OfOther = "1B2M2Y8AsgTpgAmY7PhCfg==";

type Refusal = Readonly<{
  code: string;
  status: number;
  request: SignedRequestOptions;
}>;

const refusals: readonly Refusal[] = [
  { code: "InvalidAccessKeyId", status: 403, request: { ...put, accessKeyId: "NOBODY" } },
  { code: "SignatureDoesNotMatch", status: 403, request: { ...put, secretAccessKey: "wrong" } },
  {
    code: "RequestTimeTooSkewed",
    status: 403,
    request: { ...put, date: new Date(Date.now() - hour) },
  },
  { code: "AuthorizationHeaderMalformed", status: 400, request: { ...put, region: "mars-1" } },
  {
    code: "AccessDenied",
    status: 403,
    request: { ...put, unsignedHeaders: { "x-amz-copy-source": "/bucket/k" } },
  },
  {
    code: "XAmzContentSHA256Mismatch",
    status: 400,
    request: { ...put, payloadHash: "0".repeat(64) },
  },
  { code: "InvalidArgument", status: 400, request: { ...put, payloadHash: "nonsense" } },
  { code: "BadDigest", status: 400, request: { ...put, headers: { "content-md5": md5OfOther } } },
  { code: "InvalidDigest", status: 400, request: { ...put, headers: { "content-md5": "short" } } },
  {
    code: "BadDigest",
    status: 400,
    request: { ...put, headers: { "x-amz-checksum-crc32": "AAAAAA==" } },
  },
  {
    code: "BadDigest",
    status: 400,
    request: { ...put, headers: { "x-amz-checksum-crc64nvme": "AAAAAAAAAAA=" } },
  },
  {
    code: "IncompleteBody",
    status: 400,
    request: {
      ...put,
      payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      headers: { "x-amz-decoded-content-length": "6", "x-amz-trailer": "x-amz-checksum-crc32" },
      body: "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
    },
  },
  {
    code: "BadDigest",
    status: 400,
    request: {
      ...put,
      payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      headers: { "x-amz-decoded-content-length": "5", "x-amz-trailer": "x-amz-checksum-crc32" },
      body: "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
    },
  },
  {
    code: "MissingContentLength",
    status: 411,
    request: { ...put, headers: { "transfer-encoding": "chunked" } },
  },
  {
    code: "EntityTooLarge",
    status: 400,
    request: {
      ...put,
      payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      headers: { "x-amz-decoded-content-length": "5368709121" },
    },
  },
  {
    code: "KeyTooLongError",
    status: 400,
    request: { ...put, target: `/bucket/${"%C3%BC".repeat(513)}` },
  },
  { code: "InvalidBucketName", status: 400, request: { ...put, target: "/Not_A_Bucket" } },
  { code: "NoSuchBucket", status: 404, request: { ...put, target: "/no-such-bucket/key" } },
  { code: "NoSuchKey", status: 404, request: { target: "/bucket/never" } },
  { code: "NoSuchUpload", status: 404, request: { target: "/bucket/k?uploadId=none" } },
  {
    code: "MalformedXML",
    status: 400,
    request: { method: "POST", target: "/bucket?delete", body: "<Delete><Object>" },
  },
  {
    code: "MalformedXML",
    status: 400,
    request: {
      method: "POST",
      target: "/bucket?delete",
      body: '<!DOCTYPE d [<!ENTITY a "b">]><Delete><Object><Key>&a;</Key></Object></Delete>',
    },
  },
  {
    code: "EntityTooLarge",
    status: 400,
    request: { method: "POST", target: "/bucket?delete", body: " ".repeat(5_000_000) },
  },
  {
    code: "MetadataTooLarge",
    status: 400,
    request: { ...put, headers: { "x-amz-meta-a": "x".repeat(2_048) } },
  },
  {
    code: "InvalidStorageClass",
    status: 400,
    request: { ...put, headers: { "x-amz-storage-class": "ICE" } },
  },
  {
    code: "InvalidArgument",
    status: 400,
    request: { ...put, headers: { "x-stratos-replicas": "0" } },
  },
  {
    code: "InvalidArgument",
    status: 400,
    request: { ...put, headers: { "x-stratos-replicas": "9" } },
  },
  {
    code: "NotImplemented",
    status: 501,
    request: { ...put, headers: { "x-amz-acl": "public-read" } },
  },
  { code: "NotImplemented", status: 501, request: { ...put, target: "/bucket/k?tagging" } },
  { code: "NotImplemented", status: 501, request: { ...put, target: "/bucket?policy" } },
  { code: "NoSuchBucketPolicy", status: 404, request: { target: "/bucket?policy" } },
  { code: "NoSuchLifecycleConfiguration", status: 404, request: { target: "/bucket?lifecycle" } },
  {
    code: "ObjectLockConfigurationNotFoundError",
    status: 404,
    request: { target: "/bucket?object-lock" },
  },
  { code: "InvalidArgument", status: 400, request: { target: "/bucket?max-keys=-1" } },
];

test.each(refusals)("$code, $status", async ({ code, status, request }) => {
  const answer = await sendSigned(gateway.port, request);
  expect(answer.text).toContain(`<Code>${code}</Code>`);
  expect(answer.status).toBe(status);
  expect(answer.headers["x-amz-request-id"]).toMatch(/^[0-9A-F]{16}$/);
  expect(await gateway.objects.head("bucket", "refused")).toBeUndefined();
});

test.each(["/bucket/%FF", "/bucket/k?prefix=%FF", "/bucket/%"])(
  "%s can't be decoded",
  async (target) => {
    const answer = await send(gateway.port, { target });
    expect(answer.text).toContain("<Code>InvalidURI</Code>");
    expect(answer.status).toBe(400);
  },
);

test("without a signature nothing but health is answered", async () => {
  const answer = await send(gateway.port, { target: "/bucket/k" });
  expect(answer.text).toContain("<Code>AccessDenied</Code>");
  expect((await send(gateway.port, { target: "/-/health" })).status).toBe(200);
});

test.each([
  { name: "dots", target: "/bucket/../x/./y" },
  { name: "empty segments", target: "/bucket//a//b" },
  { name: "encoded dots", target: "/bucket/%2E%2E/z" },
  { name: "1,024 bytes of UTF-8", target: `/bucket/${"%C3%BC".repeat(512)}` },
])("a key with $name is kept as it is", async ({ target }) => {
  const key = decodeURIComponent(target.slice("/bucket/".length));
  expect((await sendSigned(gateway.port, { method: "PUT", target, body: key })).status).toBe(200);
  expect((await gateway.objects.head("bucket", key))?.size).toBe(Buffer.byteLength(key));
  expect((await sendSigned(gateway.port, { target })).text).toBe(key);
});

test("a client that breaks off leaves no object", async () => {
  const headers = { "content-length": "1000000" };
  const broken = { ...put, payloadHash: "UNSIGNED-PAYLOAD", headers, breakOff: true };
  const before = gateway.log.length;
  await expect(sendSigned(gateway.port, broken)).rejects.toThrow();
  await expect.poll(() => gateway.log.length).toBeGreaterThan(before);
  expect(gateway.log.at(-1)?.code).toBe("IncompleteBody");
  expect(await gateway.objects.head("bucket", "refused")).toBeUndefined();
});

test.each([
  { name: "is asked for its body", secretAccessKey: undefined, continues: 1, status: 200 },
  { name: "is refused before its body", secretAccessKey: "wrong", continues: 0, status: 403 },
])("a client that waits for 100 Continue $name", async ({ secretAccessKey, continues, status }) => {
  const answer = await sendSigned(gateway.port, {
    ...put,
    target: "/bucket/continued",
    headers: { expect: "100-continue", "content-length": "5" },
    ...(secretAccessKey === undefined ? {} : { secretAccessKey }),
  });
  expect(answer).toMatchObject({ continues, status });
});

test("Ozone that runs out in the middle is said, with how to buy more", async () => {
  await using other = await gatewayFixture();
  await other.objects.createBucket("bucket", { plain: false });
  other.objects.ozone = 3;
  const answer = await sendSigned(other.port, put);
  expect(answer.status).toBe(403);
  expect(answer.text).toContain("<Code>InsufficientOzone</Code>");
  expect(answer.text).toContain("stratos tx prepay");
  expect(await other.objects.head("bucket", "refused")).toBeUndefined();
});

test("above the limit of requests at once, SlowDown", async () => {
  await using other = await gatewayFixture({ requestsMax: 0 });
  const answer = await sendSigned(other.port, { target: "/" });
  expect(answer.status).toBe(503);
  expect(answer.text).toContain("<Code>SlowDown</Code>");
});

test("replicas asked for are answered by HEAD", async () => {
  const headers = { "x-stratos-replicas": "2" };
  await sendSigned(gateway.port, { ...put, target: "/bucket/two", headers });
  const answer = await sendSigned(gateway.port, { method: "HEAD", target: "/bucket/two" });
  expect(answer.headers["x-stratos-replicas"]).toBe("2");
});

test("x-stratos-encryption none makes a plain bucket", async () => {
  const headers = { "x-stratos-encryption": "none" };
  await sendSigned(gateway.port, { method: "PUT", target: "/plain-one", headers });
  expect((await gateway.objects.headBucket("plain-one"))?.plain).toBe(true);
});

test("the log holds neither signatures nor secrets", () => {
  expect(gateway.log.length).toBeGreaterThan(0);
  expect(JSON.stringify(gateway.log)).not.toMatch(/Signature=|Credential=|a-secret|[0-9a-f]{64}/);
});
