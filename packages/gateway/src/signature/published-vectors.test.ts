import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { decodeChunked } from "../body/aws-chunked.ts";
import { credentialsOf } from "../credentials.ts";
import { parseQuery } from "../http/query.ts";
import { MemoryObjectStore } from "../testing/memory-object-store.ts";
import { canonicalRequest, stringToSign } from "./canonical-request.ts";
import { deriveSigningKey, SigningKeys, sign } from "./signing-keys.ts";
import { verifySignature } from "./verify-signature.ts";

// The examples of AWS's S3 documentation: "Signature Calculations for the Authorization Header" (in one and in several chunks, with trailers).
const secretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const accessKeyId = "AKIAIOSFODNN7EXAMPLE";
const timestamp = "20130524T000000Z";
const scope = "20130524/us-east-1/s3/aws4_request";
const key = deriveSigningKey(secretAccessKey, { date: "20130524", region: "us-east-1" });
const emptyHash = createHash("sha256").digest("hex");

type Example = Readonly<{
  name: string;
  method: string;
  path: string;
  query?: string;
  host?: string;
  headers: Readonly<Record<string, string>>;
  payloadHash: string;
  signature: string;
}>;

const examples: readonly Example[] = [
  {
    name: "GET Object",
    method: "GET",
    path: "/test.txt",
    headers: { range: "bytes=0-9" },
    payloadHash: emptyHash,
    signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  },
  {
    name: "PUT Object",
    method: "PUT",
    path: "/test$file.text",
    headers: { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
    payloadHash: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
    signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  },
  {
    name: "GET Bucket Lifecycle",
    method: "GET",
    path: "/",
    query: "lifecycle",
    headers: {},
    payloadHash: emptyHash,
    signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  },
  {
    name: "List Objects",
    method: "GET",
    path: "/",
    query: "max-keys=2&prefix=J",
    headers: {},
    payloadHash: emptyHash,
    signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  },
  {
    name: "PUT in signed chunks",
    method: "PUT",
    path: "/examplebucket/chunkObject.txt",
    host: "s3.amazonaws.com",
    headers: {
      "content-encoding": "aws-chunked",
      "content-length": "66824",
      "x-amz-decoded-content-length": "66560",
      "x-amz-storage-class": "REDUCED_REDUNDANCY",
    },
    payloadHash: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    signature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
  },
];

function headersOf({ host, headers, payloadHash }: Example): Map<string, string> {
  return new Map([
    ["host", host ?? "examplebucket.s3.amazonaws.com"],
    ["x-amz-content-sha256", payloadHash],
    ["x-amz-date", timestamp],
    ...Object.entries(headers),
  ]);
}

test.each(examples)("AWS's example $name has the published signature", (example) => {
  const headers = headersOf(example);
  const canonical = canonicalRequest({
    ...example,
    query: parseQuery(example.query ?? ""),
    headers,
    signedHeaders: [...headers.keys()].sort(),
  });
  expect(sign(key, stringToSign(canonical, { timestamp, scope }))).toBe(example.signature);
});

const objects = new MemoryObjectStore();
const authority = {
  credentials: credentialsOf([{ accessKeyId, secretAccessKey, owner: "st1owner", objects }]),
  signingKeys: new SigningKeys(),
  region: "us-east-1",
  now: () => Date.parse("2013-05-24T00:00:00Z"),
};

test("AWS's example of a presigned URL is verified", async () => {
  const query = parseQuery(
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  );
  const headers = new Map([["host", "examplebucket.s3.amazonaws.com"]]);
  const request = { method: "GET", path: "/test.txt", query, headers };

  expect((await verifySignature(authority, request)).payloadHash).toBe("UNSIGNED-PAYLOAD");
  const late = { ...authority, now: () => Date.parse("2013-05-25T00:00:01Z") };
  await expect(verifySignature(late, request)).rejects.toMatchObject({
    failure: { code: "AccessDenied" },
  });
});

const chunkSignatures = [
  "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
  "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
  "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
];
const trailerSignatures = [
  "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
  "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
  "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
];

function framed(signatures: readonly string[], end: string): Buffer {
  const sizes = [65_536, 1_024];
  const chunks = sizes.map(
    (size, at) =>
      `${size.toString(16)};chunk-signature=${signatures[at]}\r\n${"a".repeat(size)}\r\n`,
  );
  return Buffer.from(`${chunks.join("")}0;chunk-signature=${signatures[2]}\r\n${end}`, "latin1");
}

/** In pieces of odd length, so that every frame is cut somewhere. */
async function* pieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 1_009) yield bytes.subarray(at, at + 1_009);
}

async function decode(
  bytes: Buffer,
  seedSignature: string,
  trailers: Map<string, string> | undefined,
): Promise<number> {
  const signing = { key, timestamp, scope, seedSignature };
  const framing = { signing, hasTrailer: trailers !== undefined };
  let length = 0;
  for await (const chunk of decodeChunked(pieces(bytes), framing, trailers ?? new Map())) {
    length += chunk.length;
  }
  return length;
}

const chunkSeed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
const trailerSeed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
const trailer =
  "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";

test("AWS's example in signed chunks is accepted, and a changed byte isn't", async () => {
  const body = framed(chunkSignatures, "\r\n");
  expect(await decode(body, chunkSeed, undefined)).toBe(66_560);

  const forged = Buffer.from(body);
  forged[70_000 - 4_000] = 0x62;
  await expect(decode(forged, chunkSeed, undefined)).rejects.toMatchObject({
    failure: { code: "SignatureDoesNotMatch" },
  });
});

test("AWS's example with a signed trailer is accepted, and a changed trailer isn't", async () => {
  const trailers = new Map<string, string>();
  expect(await decode(framed(trailerSignatures, trailer), trailerSeed, trailers)).toBe(66_560);
  expect(trailers.get("x-amz-checksum-crc32c")).toBe("sOO8/Q==");

  const forged = framed(trailerSignatures, trailer.replace("sOO8", "sOO9"));
  await expect(decode(forged, trailerSeed, new Map())).rejects.toMatchObject({
    failure: { code: "SignatureDoesNotMatch" },
  });
});

test.each([10, 65_000, 66_600, 66_700])(
  "a chunked body cut after %i bytes fails",
  async (length) => {
    const body = framed(chunkSignatures, "\r\n").subarray(0, length);
    await expect(decode(body, chunkSeed, undefined)).rejects.toMatchObject({ name: "S3Error" });
  },
);
