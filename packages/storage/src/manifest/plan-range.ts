import { chunkBytes, segmentBytes } from "../limits.ts";
import { StorageError } from "../storage-error.ts";
import type { StoredObject, StoredPart, StoredSlice } from "./stored-object.ts";

/** One slice's share of a range: which chunks to fetch, and which plaintext to take of them. */
export type ChunkRead = Readonly<{
  part: StoredPart;
  partIndex: number;
  slice: StoredSlice;
  sliceIndex: number;
  /** Chunks within the slice, the last one included. */
  firstChunk: number;
  lastChunk: number;
  /** The same in stored bytes of the slice, the last one included: an HTTP range. */
  storedFirst: number;
  storedLast: number;
  /** Of `firstChunk` within the part: where decryption begins. */
  firstSegment: number;
  /** Plaintext bytes of the first chunk that come before the range. */
  skip: number;
  /** Plaintext bytes after them that belong to the range. */
  take: number;
}>;

/**
 * Plaintext bytes `first` to `last` (both included) as reads of chunks, in order; an empty object has none. Throws
 * `StorageError` range-invalid for what isn't within the object.
 */
export function planRange(
  object: StoredObject,
  { first, last }: Readonly<{ first: number; last: number }>,
): readonly ChunkRead[] {
  const { size } = object;
  if (
    !(
      Number.isSafeInteger(first) &&
      Number.isSafeInteger(last) &&
      0 <= first &&
      first <= last &&
      last < size
    )
  )
    throw new StorageError({ code: "range-invalid", first, last, size });

  const unit = object.isPlain ? chunkBytes : segmentBytes;
  const reads: ChunkRead[] = [];
  let partStart = 0;
  for (const [partIndex, part] of object.parts.entries()) {
    const from = Math.max(first, partStart) - partStart;
    const to = Math.min(last, partStart + part.size - 1) - partStart;
    if (from <= to) reads.push(...planPart(part, partIndex, { from, to, unit }));
    partStart += part.size;
  }
  return reads;
}

/** The whole object. */
export function planAll(object: StoredObject): readonly ChunkRead[] {
  return object.size === 0 ? [] : planRange(object, { first: 0, last: object.size - 1 });
}

function planPart(
  part: StoredPart,
  partIndex: number,
  { from, to, unit }: Readonly<{ from: number; to: number; unit: number }>,
): ChunkRead[] {
  const reads: ChunkRead[] = [];
  let segment = 0;
  for (const [sliceIndex, slice] of part.slices.entries()) {
    const chunks = Math.ceil(slice.size / chunkBytes);
    const firstChunk = Math.max(0, Math.floor(from / unit) - segment);
    const lastChunk = Math.min(chunks - 1, Math.floor(to / unit) - segment);
    if (firstChunk <= lastChunk) {
      const firstSegment = segment + firstChunk;
      const start = Math.max(from, firstSegment * unit);
      const end = Math.min(to, (segment + lastChunk + 1) * unit - 1);
      reads.push({
        part,
        partIndex,
        slice,
        sliceIndex,
        firstChunk,
        lastChunk,
        storedFirst: firstChunk * chunkBytes,
        storedLast: Math.min(slice.size, (lastChunk + 1) * chunkBytes) - 1,
        firstSegment,
        skip: start - firstSegment * unit,
        take: end - start + 1,
      });
    }
    segment += chunks;
  }
  return reads;
}
