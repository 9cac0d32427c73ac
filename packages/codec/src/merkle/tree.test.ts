import fc from "fast-check";
import { expect, test } from "vitest";
import {
  innerHash,
  leafHash,
  merklePath,
  merkleRoot,
  merkleRootOfHashes,
  sha256,
  toHex,
  verifyMerklePath,
} from "../index.ts";

const leaves = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 40 });

/** The seven inputs and roots that the certificate-transparency tests publish for RFC 6962. */
test("the roots of RFC 6962's published trees", () => {
  const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"].map(
    (hex) => new Uint8Array(Buffer.from(hex, "hex")),
  );
  expect(toHex(merkleRoot([]))).toBe(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  expect(toHex(merkleRoot(inputs.slice(0, 1)))).toBe(
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  );
  expect(toHex(merkleRoot(inputs.slice(0, 2)))).toBe(
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  );
  expect(toHex(merkleRoot(inputs.slice(0, 7)))).toBe(
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  );
});

test("every leaf's path leads to the root, from its own place only", () => {
  fc.assert(
    fc.property(leaves, fc.nat(), fc.nat(), (values, chosen, other) => {
      const hashes = values.map(leafHash);
      const root = merkleRootOfHashes(hashes);
      expect(root).toEqual(merkleRoot(values));
      const index = chosen % values.length;
      const path = merklePath(hashes, index);
      const leaf = hashes[index] ?? new Uint8Array(0);
      expect(verifyMerklePath(root, leaf, path)).toBe(true);
      expect(verifyMerklePath(root, sha256(leaf), path)).toBe(false);
      expect(verifyMerklePath(root, leaf, { ...path, hashes: [...path.hashes, root] })).toBe(false);
      expect(verifyMerklePath(root, leaf, { ...path, index: values.length })).toBe(false);
      const place = other % values.length;
      if (toHex(hashes[place] ?? root) !== toHex(leaf))
        expect(verifyMerklePath(root, hashes[place] ?? root, path)).toBe(false);
    }),
  );
});

test("a leaf can't pass for an inner node", () => {
  const [a, b] = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))];
  expect(leafHash(Uint8Array.of(...a, ...b))).not.toEqual(innerHash(a, b));
});
