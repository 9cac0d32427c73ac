import { branchHash, emptyRoot, entryHash, entryPath } from "@stos/codec";
import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyDigest, innerDigest, leafDigest, sha256Path } from "./digest.ts";

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

test("the store's hashes over text are the rules of codec over bytes", () => {
  const node = fc.oneof(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.constant(emptyRoot));
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), node, node, (key, value, left, right) => {
      expect(sha256Path(key)).toBe(latin1(entryPath(key)));
      expect(leafDigest(sha256Path(key), value)).toBe(latin1(entryHash(entryPath(key), value)));
      expect(innerDigest(latin1(left), latin1(right))).toBe(latin1(branchHash(left, right)));
    }),
  );
  expect(emptyDigest).toBe(latin1(emptyRoot));
});
