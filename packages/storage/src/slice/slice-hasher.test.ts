import { merkleRoot } from "@stos/codec";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chunkBytes, sliceBytesMax } from "../limits.ts";
import { StorageError } from "../storage-error.ts";
import { createSliceHasher, digestSlice } from "./slice-hasher.ts";
import { verifyChunk, verifyLeaves } from "./verify-chunk.ts";

const size = fc.oneof(
  fc.integer({ min: 1, max: 300_000 }),
  fc.constantFrom(chunkBytes - 1, chunkBytes, chunkBytes + 1, 2 * chunkBytes, 3 * chunkBytes),
);

function patterned(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 255);
}

function chunksOf(bytes: Uint8Array): Uint8Array[] {
  const count = Math.ceil(bytes.length / chunkBytes);
  return Array.from({ length: count }, (_, at) =>
    bytes.subarray(at * chunkBytes, (at + 1) * chunkBytes),
  );
}

test("an id is RFC 6962's root over the chunks, in whatever pieces the bytes come", () => {
  fc.assert(
    fc.property(size, fc.array(fc.integer({ min: 1, max: 100_000 })), (length, cuts) => {
      const bytes = patterned(length);
      const hasher = createSliceHasher();
      let at = 0;
      for (const cut of cuts) {
        hasher.update(bytes.subarray(at, at + cut));
        at = Math.min(length, at + cut);
      }
      hasher.update(bytes.subarray(at));
      const digest = hasher.digest();
      expect(Buffer.from(digest.id)).toEqual(Buffer.from(merkleRoot(chunksOf(bytes))));
      expect(digest.size).toBe(length);
    }),
    { numRuns: 50 },
  );
});

test("every chunk is the one its leaves name, and no other", () => {
  const bytes = patterned(3 * chunkBytes + 17);
  const { id, leaves } = digestSlice(bytes);
  verifyLeaves(id, leaves);
  for (const [index, chunk] of chunksOf(bytes).entries()) {
    verifyChunk(leaves, index, chunk);
    const changed = chunk.slice();
    changed[0] = (changed[0] ?? 0) ^ 1;
    expect(() => verifyChunk(leaves, index, changed)).toThrow(StorageError);
  }
  expect(() => verifyLeaves(id, leaves.subarray(32))).toThrow(StorageError);
});

test("a slice beyond 16 MiB is refused", () => {
  const hasher = createSliceHasher();
  hasher.update(new Uint8Array(sliceBytesMax));
  expect(() => hasher.update(new Uint8Array(1))).toThrow(StorageError);
});
