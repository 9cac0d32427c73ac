import { decodeMessage, encodeMessage, ManifestSchema } from "@stos/codec";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createBucketKey,
  createPartKey,
  deriveUserKey,
  unwrapBucketKey,
  unwrapPartKey,
  wrapBucketKey,
  wrapPartKey,
} from "../encryption/keys.ts";
import { createPartEncryptor } from "../encryption/part-stream.ts";
import { chunkBytes } from "../limits.ts";
import { digestSlice } from "../slice/slice-hasher.ts";
import { StorageError } from "../storage-error.ts";
import { buildManifest } from "./build-manifest.ts";
import { createEncryptedReader, createPlainReader } from "./chunk-reader.ts";
import { openManifest } from "./open-manifest.ts";
import { planAll, planRange } from "./plan-range.ts";
import type { PartContent } from "./stored-object.ts";

const name = { wallet: "st1wallet", bucket: "photos", key: "a/../b" };
const attributes = { etag: "abc", contentType: "text/plain", metadata: { colour: "blue", a: "1" } };
const bucketKey = createBucketKey();

/** Slices of a few chunks, so that ranges cross them. */
function store(bytes: Buffer, slices: Map<string, Buffer>): PartContent["slices"] {
  const sliceBytes = 3 * chunkBytes;
  const count = Math.ceil(bytes.length / sliceBytes);
  return Array.from({ length: count }, (_, at) => {
    const slice = bytes.subarray(at * sliceBytes, (at + 1) * sliceBytes);
    const { id } = digestSlice(slice);
    slices.set(Buffer.from(id).toString("hex"), slice);
    return { id, size: BigInt(slice.length), custody: [], passedOver: [] };
  });
}

function makeObject(sizes: readonly number[], isPlain: boolean) {
  const slices = new Map<string, Buffer>();
  const plaintext = Buffer.alloc(
    sizes.reduce((total, size) => total + size, 0),
    "stratos token economy",
  );
  let at = 0;
  const parts = sizes.map((size) => {
    const content = plaintext.subarray(at, at + size);
    at += size;
    const base = { size: BigInt(size), md5: new Uint8Array(0) };
    if (isPlain) return { ...base, wrappedKey: new Uint8Array(0), slices: store(content, slices) };
    const key = createPartKey();
    const encryptor = createPartEncryptor(key);
    const stored = Buffer.concat([...encryptor.update(content), ...encryptor.finish()]);
    return { ...base, wrappedKey: wrapPartKey(bucketKey, key), slices: store(stored, slices) };
  });
  const order = { name, attributes, parts, replicas: 3, modifiedMs: 1_700_000_000_000 };
  const manifest = buildManifest(isPlain ? order : { ...order, key: bucketKey });
  return { manifest, slices, plaintext };
}

function read(
  { manifest, slices }: ReturnType<typeof makeObject>,
  isPlain: boolean,
  range?: Readonly<{ first: number; last: number }>,
): Buffer {
  const object = openManifest(manifest, name, isPlain ? undefined : bucketKey);
  const reads = range === undefined ? planAll(object) : planRange(object, range);
  return Buffer.concat(
    reads.flatMap((each) => {
      const slice = slices.get(Buffer.from(each.slice.id).toString("hex")) ?? expect.fail("slice");
      const reader = isPlain
        ? createPlainReader(each, digestSlice(slice).leaves)
        : createEncryptedReader(each, unwrapPartKey(bucketKey, each.part.wrappedKey));
      const stored = slice.subarray(each.storedFirst, each.storedLast + 1);
      return [...reader.update(stored), ...reader.finish()];
    }),
  );
}

test.each([true, false])("any range of any parts reads back (plain: %s)", (isPlain) => {
  const sizes = fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), (parts, a, b) => {
      const object = makeObject(parts, isPlain);
      const { length } = object.plaintext;
      expect(read(object, isPlain).equals(object.plaintext)).toBe(true);
      if (length === 0) return;
      const [first = 0, last = 0] = [a % length, b % length].sort((x, y) => x - y);
      const expected = object.plaintext.subarray(first, last + 1);
      expect(read(object, isPlain, { first, last }).equals(expected)).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test("attributes come back, and an encrypted manifest tells none of them", () => {
  const { manifest } = makeObject([10, 20], false);
  expect(openManifest(manifest, name, bucketKey)).toMatchObject({ ...attributes, size: 30 });
  expect(Buffer.from(manifest).includes("blue")).toBe(false);
  expect(openManifest(makeObject([10], true).manifest, name)).toMatchObject(attributes);
});

test("reordered parts, another name, another key and lost encryption are refused", () => {
  const { manifest } = makeObject([10, 10], false);
  const message = decodeMessage(ManifestSchema, manifest);
  const forged = (change: Partial<typeof message>) =>
    encodeMessage(ManifestSchema, { ...message, ...change });

  const reordered = forged({ parts: [...message.parts].reverse() });
  expect(() => openManifest(reordered, name, bucketKey)).toThrow(/authenticated/);
  expect(() => openManifest(manifest, { ...name, key: "other" }, bucketKey)).toThrow(
    /authenticated/,
  );
  expect(() => openManifest(manifest, name, createBucketKey())).toThrow(/authenticated/);
  expect(() => openManifest(manifest, name)).toThrow(StorageError);
  expect(() => openManifest(makeObject([10], true).manifest, name, bucketKey)).toThrow(
    StorageError,
  );
  expect(() => openManifest(Uint8Array.of(255), name)).toThrow(/malformed/);
});

test("a bucket's key opens for its user and its bucket alone", () => {
  const user = deriveUserKey(new Uint8Array(32).fill(1));
  const wrapped = wrapBucketKey(user, name, bucketKey);
  const opened = unwrapBucketKey(user, name, wrapped);
  expect(opened.secret.equals(bucketKey.secret)).toBe(true);
  const stranger = deriveUserKey(new Uint8Array(32).fill(2));
  expect(() => unwrapBucketKey(stranger, name, wrapped)).toThrow(StorageError);
  expect(() => unwrapBucketKey(user, { ...name, bucket: "videos" }, wrapped)).toThrow(StorageError);
});
