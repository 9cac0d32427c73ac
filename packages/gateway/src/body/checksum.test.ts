import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChecksumAlgorithm, checksumAlgorithms, startChecksum } from "./checksum.ts";

// The published check values: each algorithm over the digits 1 to 9.
const checkValues: Readonly<Record<ChecksumAlgorithm, string>> = {
  crc32: "cbf43926",
  crc32c: "e3069283",
  crc64nvme: "ae8b14860a799888",
  sha1: "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
  sha256: "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
};

test.each(checksumAlgorithms)("%s has its published check value", (algorithm) => {
  const checksum = startChecksum(algorithm);
  checksum.update(Buffer.from("123456789"));
  expect(checksum.digest().toString("hex")).toBe(checkValues[algorithm]);
});

test.each(checksumAlgorithms)("%s doesn't depend on how the bytes are cut", (algorithm) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
      const whole = startChecksum(algorithm);
      whole.update(bytes);
      const parts = startChecksum(algorithm);
      parts.update(bytes.subarray(0, cut));
      parts.update(bytes.subarray(cut));
      expect(parts.digest()).toEqual(whole.digest());
    }),
  );
});
