import type { KeyObject } from "node:crypto";
import { createBlockCutter } from "../encryption/block-cutter.ts";
import { createPartDecryptor } from "../encryption/part-stream.ts";
import { chunkBytes } from "../limits.ts";
import { verifyChunk, verifyLeaves } from "../slice/verify-chunk.ts";
import { StorageError } from "../storage-error.ts";
import type { ChunkRead } from "./plan-range.ts";

/** Turns the stored bytes of one read into its plaintext. Nothing unverified is given out. */
export type ChunkReader = Readonly<{
  /** Throws `StorageError` segment-forged, chunk-mismatch, too-long. */
  update(stored: Uint8Array): readonly Uint8Array[];
  /** Throws `StorageError` truncated besides. */
  finish(): readonly Uint8Array[];
}>;

/** For an encrypted part whose key its reader has from the bucket's own: the tags vouch for the bytes. */
export function createEncryptedReader(read: ChunkRead, key: KeyObject): ChunkReader {
  const segments = read.lastChunk - read.firstChunk + 1;
  const { firstSegment, part } = read;
  const decryptor = createPartDecryptor(key, { partSize: part.size, firstSegment, segments });
  return trimmed(read, decryptor);
}

/** For a plain part: the chunk hashes vouch for the bytes. Throws `StorageError` leaves-mismatch. */
export function createPlainReader(read: ChunkRead, leaves: Uint8Array): ChunkReader {
  verifyLeaves(read.slice.id, leaves);
  const cutter = createBlockCutter(chunkBytes);
  const expected = read.storedLast - read.storedFirst + 1;
  let received = 0;
  let chunk = read.firstChunk;
  const check = (bytes: Uint8Array) => {
    verifyChunk(leaves, chunk, bytes);
    chunk += 1;
    return bytes;
  };
  return trimmed(read, {
    update(stored) {
      received += stored.length;
      if (received > expected) throw new StorageError({ code: "too-long", expected });
      return cutter.push(stored).map(check);
    },
    finish() {
      if (received < expected) throw new StorageError({ code: "truncated", expected, received });
      return [check(cutter.rest())];
    },
  });
}

function trimmed({ skip, take }: ChunkRead, reader: ChunkReader): ChunkReader {
  let toSkip = skip;
  let toTake = take;
  const trim = (piece: Uint8Array) => {
    const start = Math.min(toSkip, piece.length);
    const end = Math.min(piece.length, start + toTake);
    toSkip -= start;
    toTake -= end - start;
    return piece.subarray(start, end);
  };
  const trimAll = (pieces: readonly Uint8Array[]) =>
    pieces.map(trim).filter((piece) => piece.length > 0);
  return {
    update: (stored) => trimAll(reader.update(stored)),
    finish: () => trimAll(reader.finish()),
  };
}
