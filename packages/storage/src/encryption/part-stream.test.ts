import fc from "fast-check";
import { expect, test } from "vitest";
import { chunkBytes, segmentBytes } from "../limits.ts";
import { StorageError } from "../storage-error.ts";
import { createPartKey } from "./keys.ts";
import { createPartDecryptor, createPartEncryptor, encryptedBytes } from "./part-stream.ts";

function patterned(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 9)) & 255));
}

/** The stored chunks. */
function encrypt(key: ReturnType<typeof createPartKey>, plaintext: Buffer, cut: number): Buffer[] {
  const encryptor = createPartEncryptor(key);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < plaintext.length; at += cut)
    pieces.push(...encryptor.update(plaintext.subarray(at, at + cut)));
  pieces.push(...encryptor.finish());
  const stored = Buffer.concat(pieces);
  const count = Math.ceil(stored.length / chunkBytes);
  return Array.from({ length: count }, (_, index) =>
    stored.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
}

const size = fc.oneof(
  fc.integer({ min: 0, max: 200_000 }),
  fc.constantFrom(segmentBytes - 1, segmentBytes, segmentBytes + 1, 2 * segmentBytes),
);

test("what is encrypted in any pieces is decrypted in any pieces", () => {
  const cut = fc.integer({ min: 1_000, max: 150_000 });
  fc.assert(
    fc.property(size, cut, cut, (length, cutIn, cutOut) => {
      const key = createPartKey();
      const plaintext = patterned(length);
      const stored = Buffer.concat(encrypt(key, plaintext, cutIn));
      expect(stored.length).toBe(encryptedBytes(length));

      const range = {
        partSize: length,
        firstSegment: 0,
        segments: Math.ceil(length / segmentBytes),
      };
      const decryptor = createPartDecryptor(key, range);
      const out: Uint8Array[] = [];
      // A reader of sockets uses its buffer again: nothing of it may be kept.
      const buffer = Buffer.alloc(cutOut);
      for (let at = 0; at < stored.length; at += cutOut) {
        const count = stored.copy(buffer, 0, at, at + cutOut);
        out.push(...decryptor.update(buffer.subarray(0, count)));
        buffer.fill(0);
      }
      out.push(...decryptor.finish());
      expect(Buffer.concat(out).equals(plaintext)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("cut, swapped, changed and foreign segments are refused", () => {
  const key = createPartKey();
  const plaintext = patterned(2 * segmentBytes + 100);
  const [first, second, last] = encrypt(key, plaintext, 10_000);
  if (first === undefined || second === undefined || last === undefined)
    return expect.fail("three segments were due");
  const decrypt = (partSize: number, segments: number, chunks: Buffer[], other = key) => {
    const decryptor = createPartDecryptor(other, { partSize, firstSegment: 0, segments });
    return [...chunks.flatMap((chunk) => decryptor.update(chunk)), ...decryptor.finish()];
  };

  expect(() => decrypt(plaintext.length, 3, [first, second])).toThrow(/came where/);
  expect(() => decrypt(2 * segmentBytes, 2, [first, second])).toThrow(StorageError);
  expect(() => decrypt(plaintext.length, 3, [second, first, last])).toThrow(/segment 0/);
  expect(() => decrypt(plaintext.length, 3, [first, second, last, last])).toThrow(/more than/);
  expect(() => decrypt(plaintext.length, 3, [first, second, last], createPartKey())).toThrow(
    /segment 0/,
  );
  const changed = Buffer.from(last);
  changed[3] = (changed[3] ?? 0) ^ 1;
  expect(() => decrypt(plaintext.length, 3, [first, second, changed])).toThrow(/segment 2/);
  expect(first.length).toBe(chunkBytes);
});
