import { createHash } from "node:crypto";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { expect, test } from "vitest";
import { validatorSetHash } from "./block-hashes.ts";

// Powers at which a 32-bit or a 53-bit encoder goes wrong, and those beside them.
const powers = [
  1n,
  2n ** 31n - 1n,
  2n ** 31n,
  3_000_000_000n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
];

test.each(powers)(
  "the set's hash holds a power of %i as another protobuf encoder writes it",
  (power) => {
    const publicKey = new Uint8Array(32).fill(7);
    const validator = new BinaryWriter()
      .uint32((1 << 3) | 2)
      .bytes(
        new BinaryWriter()
          .uint32((1 << 3) | 2)
          .bytes(publicKey)
          .finish(),
      )
      .uint32(2 << 3)
      .int64(power)
      .finish();

    // One leaf is its own root: sha256(0x00 ‖ leaf) (RFC 6962).
    const root = createHash("sha256").update(new Uint8Array(1)).update(validator).digest();
    expect(Buffer.from(validatorSetHash([{ publicKey, power }]))).toEqual(root);
  },
);
