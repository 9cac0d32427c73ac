import { createHash, type Hash } from "node:crypto";
import { merkleRootOfHashes } from "@stos/codec";
import { chunkBytes, sliceBytesMax } from "../limits.ts";
import { StorageError } from "../storage-error.ts";

/** What a slice's bytes determine. */
export type SliceDigest = Readonly<{
  /** 32 bytes: the Merkle root over the chunks' hashes (RFC 6962, SHA-256). */
  id: Uint8Array;
  /** The chunks' hashes one after the other, 32 bytes each. */
  leaves: Uint8Array;
  /** Stored bytes. */
  size: number;
}>;

/** Hashes a slice as its bytes come, in pieces of any length. */
export type SliceHasher = Readonly<{
  /** Throws `StorageError` slice-too-large beyond 16 MiB. */
  update(bytes: Uint8Array): void;
  /** Ends the slice: once. */
  digest(): SliceDigest;
}>;

export function createSliceHasher(): SliceHasher {
  const leaves: Uint8Array[] = [];
  let chunk: Hash | undefined;
  let filled = 0;
  let size = 0;

  const endChunk = () => {
    if (chunk !== undefined) leaves.push(chunk.digest());
    chunk = undefined;
    filled = 0;
  };

  return {
    update(bytes) {
      size += bytes.length;
      if (size > sliceBytesMax)
        throw new StorageError({ code: "slice-too-large", size, limit: sliceBytesMax });
      for (let offset = 0; offset < bytes.length; ) {
        const end = Math.min(bytes.length, offset + chunkBytes - filled);
        chunk ??= createHash("sha256").update(leafPrefix);
        chunk.update(bytes.subarray(offset, end));
        filled += end - offset;
        offset = end;
        if (filled === chunkBytes) endChunk();
      }
    },
    digest() {
      endChunk();
      return { id: merkleRootOfHashes(leaves), leaves: Buffer.concat(leaves), size };
    },
  };
}

/** The digest of a slice that is wholly in memory. */
export function digestSlice(bytes: Uint8Array): SliceDigest {
  const hasher = createSliceHasher();
  hasher.update(bytes);
  return hasher.digest();
}

const leafPrefix = Uint8Array.of(0);
