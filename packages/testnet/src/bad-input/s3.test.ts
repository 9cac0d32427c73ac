import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { conservationAt } from "../economy/value-state.ts";
import { S3Client, type S3Request } from "../s3/s3-client.ts";
import { until } from "../until.ts";

const body = randomBytes(200_000);
const keyBytesMax = 1_024;

let devnet: Devnet;
let s3: S3Client;
beforeAll(async () => {
  devnet = await startDevnet({ resourceNodes: 3 });
  s3 = new S3Client(devnet.file.s3);
  await s3.createBucket("bad-input");
});
afterAll(async () => {
  s3?.[Symbol.dispose]();
  await devnet?.[Symbol.asyncDispose]();
});

test("a wrong signature is SignatureDoesNotMatch", async () => {
  await expectRefused(
    {
      method: "PUT",
      path: "/bad-input/signature",
      body,
      tamper: (headers) => ({
        ...headers,
        authorization: (headers["authorization"] ?? "").replace(/.$/, (last) =>
          last === "0" ? "1" : "0",
        ),
      }),
    },
    { status: 403, code: "SignatureDoesNotMatch" },
  );
});

test("a header that was changed after signing is SignatureDoesNotMatch", async () => {
  await expectRefused(
    {
      method: "PUT",
      path: "/bad-input/header",
      body,
      headers: { "x-stratos-replicas": "1" },
      tamper: (headers) => ({ ...headers, "x-stratos-replicas": "2" }),
    },
    { status: 403, code: "SignatureDoesNotMatch" },
  );
});

test("a wrong secret key is SignatureDoesNotMatch, an unknown access key InvalidAccessKeyId", async () => {
  using wrongSecret = new S3Client({ ...devnet.file.s3, secretAccessKey: "wrong" });
  using wrongId = new S3Client({ ...devnet.file.s3, accessKeyId: "STOS0000000000000000" });
  const order = { method: "GET", path: "/bad-input" };
  expect(await wrongSecret.send(order)).toMatchObject({
    status: 403,
    code: "SignatureDoesNotMatch",
  });
  expect(await wrongId.send(order)).toMatchObject({ status: 403, code: "InvalidAccessKeyId" });
});

test("a body that isn't the one signed for is XAmzContentSHA256Mismatch", async () => {
  const payloadHash = createHash("sha256").update("something else").digest("hex");
  await expectRefused(
    { method: "PUT", path: "/bad-input/body", body, payloadHash },
    { status: 400, code: "XAmzContentSHA256Mismatch" },
  );
});

test("a wrong Content-MD5 is BadDigest, one that can't be one is InvalidDigest", async () => {
  const wrong = createHash("md5").update("something else").digest("base64");
  await expectRefused(
    { method: "PUT", path: "/bad-input/md5", body, headers: { "content-md5": wrong } },
    { status: 400, code: "BadDigest" },
  );
  await expectRefused(
    { method: "PUT", path: "/bad-input/md5", body, headers: { "content-md5": "nonsense" } },
    { status: 400, code: "InvalidDigest" },
  );
});

test("a wrong Content-MD5 leaves the object that was there before", async () => {
  await s3.put("/bad-input/kept", body);
  const wrong = createHash("md5").update("something else").digest("base64");
  const answer = await s3.send({
    method: "PUT",
    path: "/bad-input/kept",
    body: randomBytes(1_000),
    headers: { "content-md5": wrong },
  });
  expect(answer.code).toBe("BadDigest");
  expect((await s3.get("/bad-input/kept")).body.equals(body)).toBe(true);
  await s3.succeed({ method: "DELETE", path: "/bad-input/kept" });
});

test("a body that breaks off leaves nothing", async () => {
  await expect(
    s3.send({
      method: "PUT",
      path: "/bad-input/truncated",
      body,
      payloadHash: "UNSIGNED-PAYLOAD",
      breakOffAfter: 150_000,
    }),
  ).rejects.toThrow();
  await expectMissing("/bad-input/truncated");
});

test("an object name with `..` is a name like any other: it comes back as it was, and reaches no other object", async () => {
  for (const key of ["../up", "a/../../b", "..", "folder/..", "a/./b"]) {
    await s3.put(`/bad-input/${key}`, Buffer.from(key));
    expect((await s3.get(`/bad-input/${key}`)).body.toString("utf8")).toBe(key);
  }
  expect([...(await s3.list("bad-input"))].sort()).toEqual(
    ["../up", "a/../../b", "..", "folder/..", "a/./b"].sort(),
  );
  await expectMissing("/bad-input/b");
  for (const key of await s3.list("bad-input"))
    await s3.succeed({ method: "DELETE", path: `/bad-input/${key}` });
});

test("a name of 1,024 bytes of UTF-8 is taken, one of 1,025 is KeyTooLongError", async () => {
  // 341 characters of 3 bytes and one of 1.
  const longest = `${"水".repeat(341)}a`;
  expect(Buffer.byteLength(longest)).toBe(keyBytesMax);
  await s3.put(`/bad-input/${longest}`, body);
  expect((await s3.get(`/bad-input/${longest}`)).body.equals(body)).toBe(true);
  expect(await s3.list("bad-input")).toEqual([longest]);
  await s3.succeed({ method: "DELETE", path: `/bad-input/${longest}` });

  const tooLong = { method: "PUT", path: `/bad-input/${longest}a`, body };
  expect(await s3.send(tooLong)).toMatchObject({ status: 400, code: "KeyTooLongError" });
});

test("nothing of all that is listed, and nothing is lost", async () => {
  expect(await s3.list("bad-input")).toEqual([]);
  expect(await conservationAt(devnet.file)).toMatchObject({ difference: "0" });
});

async function expectRefused(
  order: S3Request,
  expected: Readonly<{ status: number; code: string }>,
): Promise<void> {
  const { status, code, body: document } = await s3.send(order);
  expect({ status, code }).toEqual(expected);
  expect(document.toString("utf8")).toMatch(/<Error>.*<Message>.+<\/Message>.*<\/Error>/s);
  await expectMissing(order.path);
}

/** Asks for a while, since what went wrong on a connection may still be worked on. */
async function expectMissing(path: string): Promise<void> {
  await until({ what: `the absence of ${path}`, withinMs: 5_000 }, async () => {
    const { status } = await s3.send({ method: "HEAD", path });
    return status === 404 ? true : undefined;
  });
}
