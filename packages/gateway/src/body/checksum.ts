import { createHash } from "node:crypto";
import { crc32, crc32c } from "@node-rs/crc32";
import { Crc64Nvme } from "./crc64nvme.ts";

/** S3's checksum algorithms as the header names spell them, with their length in bytes. */
export const checksumBytes = { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 } as const;

export type ChecksumAlgorithm = keyof typeof checksumBytes;

export const checksumAlgorithms = Object.keys(checksumBytes).filter(isChecksumAlgorithm);

export type Checksum = Readonly<{
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}>;

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return Object.hasOwn(checksumBytes, name);
}

export function startChecksum(algorithm: ChecksumAlgorithm): Checksum {
  switch (algorithm) {
    case "crc32":
      return rolling(crc32);
    case "crc32c":
      return rolling(crc32c);
    case "crc64nvme":
      return new Crc64Nvme();
    case "sha1":
    case "sha256":
      return hashed(algorithm);
  }
}

/** Also MD5, which Content-MD5 asks for. */
export function hashed(algorithm: "sha1" | "sha256" | "md5"): Checksum {
  const hash = createHash(algorithm);
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest(),
  };
}

function rolling(step: (bytes: Uint8Array, state: number) => number): Checksum {
  let state = 0;
  return {
    update(bytes) {
      state = step(bytes, state);
    },
    digest() {
      const result = Buffer.allocUnsafe(4);
      result.writeUInt32BE(state >>> 0);
      return result;
    },
  };
}
