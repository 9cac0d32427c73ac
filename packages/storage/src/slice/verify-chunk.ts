import { createHash } from "node:crypto";
import { equalBytes, merkleRootOfHashes } from "@stos/codec";
import { sliceChunksMax } from "../limits.ts";
import { StorageError } from "../storage-error.ts";

/** Throws `StorageError` leaves-mismatch unless the chunk hashes (32 bytes each) lead to the slice's id. */
export function verifyLeaves(id: Uint8Array, leaves: Uint8Array): void {
  const count = leaves.length / 32;
  if (!Number.isInteger(count) || count === 0 || count > sliceChunksMax)
    throw new StorageError({ code: "leaves-mismatch" });
  const hashes = Array.from({ length: count }, (_, index) => leafAt(leaves, index));
  if (!equalBytes(merkleRootOfHashes(hashes), id))
    throw new StorageError({ code: "leaves-mismatch" });
}

/** Throws `StorageError` chunk-mismatch unless `bytes` are the chunk that verified leaves name at `chunk`. */
export function verifyChunk(leaves: Uint8Array, chunk: number, bytes: Uint8Array): void {
  const hash = createHash("sha256").update(leafPrefix).update(bytes).digest();
  if (!equalBytes(hash, leafAt(leaves, chunk)))
    throw new StorageError({ code: "chunk-mismatch", chunk });
}

function leafAt(leaves: Uint8Array, index: number): Uint8Array {
  return leaves.subarray(index * 32, index * 32 + 32);
}

const leafPrefix = Uint8Array.of(0);
