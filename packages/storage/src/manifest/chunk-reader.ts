import type { KeyObject } from "node:crypto";
import { createPartDecryptor } from "../encryption/part-stream.ts";
import { chunkBytes } from "../limits.ts";
import { verifyChunk, verifyLeaves } from "../slice/verify-chunk.ts";
import { StorageError } from "../storage-error.ts";
import type { ChunkRead } from "./plan-range.ts";

/** Turns the stored bytes of one read into its plaintext. Nothing unverified is given out, nothing given in is kept. */
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
  const expected = read.storedLast - read.storedFirst + 1;
  let received = 0;
  let chunk = read.firstChunk;
  let filling = Buffer.alloc(0);
  let filled = 0;

  const take = (stored: Uint8Array): readonly Uint8Array[] => {
    if (filled === 0) filling = Buffer.allocUnsafeSlow(Math.min(chunkBytes, expected - received));
    filling.set(stored, filled);
    filled += stored.length;
    received += stored.length;
    if (filled < filling.length) return [];

    verifyChunk(leaves, chunk, filling);
    chunk += 1;
    filled = 0;
    return [filling];
  };

  return trimmed(read, {
    update(stored) {
      if (received + stored.length > expected)
        throw new StorageError({ code: "too-long", expected });
      const chunks: Uint8Array[] = [];
      for (let offset = 0; offset < stored.length; ) {
        const room = filled === 0 ? chunkBytes : filling.length - filled;
        const end = Math.min(stored.length, offset + room);
        chunks.push(...take(stored.subarray(offset, end)));
        offset = end;
      }
      return chunks;
    },
    finish() {
      if (received < expected) throw new StorageError({ code: "truncated", expected, received });
      return [];
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
