import type { KeyObject } from "node:crypto";
import { chunkBytes, segmentBytes, tagBytes } from "../limits.ts";
import { StorageError } from "../storage-error.ts";
import { createBlockCutter } from "./block-cutter.ts";
import { beginOpening, type SegmentOpening, sealInto } from "./segment.ts";

/** Segments, and so chunks, of an encrypted part of `plaintextBytes`. */
export function segmentCount(plaintextBytes: number): number {
  return Math.ceil(plaintextBytes / segmentBytes);
}

/** Stored bytes of an encrypted part: each segment adds its tag. */
export function encryptedBytes(plaintextBytes: number): number {
  return plaintextBytes + tagBytes * segmentCount(plaintextBytes);
}

/** Encrypts a part as its plaintext comes. The pieces given in mustn't change until they are answered. */
export type PartEncryptor = Readonly<{
  /** Stored chunks of 64 KiB. */
  update(plaintext: Uint8Array): readonly Uint8Array[];
  /** The last chunk, of any size; none where the part is empty. */
  finish(): readonly Uint8Array[];
}>;

export function createPartEncryptor(key: KeyObject): PartEncryptor {
  const cutter = createBlockCutter(segmentBytes);
  let position = 0;
  let slab = Buffer.alloc(0);

  const seal = (plaintext: readonly Uint8Array[], isLast: boolean) => {
    const size = plaintext.reduce((total, piece) => total + piece.length, tagBytes);
    // A part of one segment takes no more than its size.
    if (slab.length < size)
      slab = Buffer.allocUnsafeSlow(isLast ? size : position === 0 ? chunkBytes : slabBytes);
    const chunk = slab.subarray(0, size);
    slab = slab.subarray(size);
    sealInto(chunk, { key, place: { position, isLast }, plaintext });
    position += 1;
    return chunk;
  };

  return {
    update: (plaintext) => cutter.push(plaintext).map((segment) => seal(segment, false)),
    finish() {
      const last = cutter.rest();
      return last.length === 0 ? [] : [seal(last, true)];
    },
  };
}

/** Chunks are cut from buffers of this size: few large ones fragment memory less than many small ones. */
const slabBytes = 16 * chunkBytes;

/** Which of a part's segments are to be decrypted. */
export type SegmentRange = Readonly<{
  /** Plaintext bytes of the whole part, from its verified manifest: they say which segment is the last. */
  partSize: number;
  firstSegment: number;
  segments: number;
}>;

/** Decrypts consecutive segments as their stored bytes come. Nothing is given out before its tag is checked. */
export type PartDecryptor = Readonly<{
  /** Keeps nothing of what is given in. Throws `StorageError` segment-forged, too-long. */
  update(stored: Uint8Array): readonly Uint8Array[];
  /** Throws `StorageError` truncated where segments lack. */
  finish(): readonly Uint8Array[];
}>;

export function createPartDecryptor(key: KeyObject, range: SegmentRange): PartDecryptor {
  const lastPosition = segmentCount(range.partSize) - 1;
  const expected = storedBytesOf(range);
  let position = range.firstSegment;
  let received = 0;
  let opening: SegmentOpening | undefined;
  /** Stored bytes that the segment being opened still lacks. */
  let lacking = 0;

  const take = (stored: Uint8Array): readonly Uint8Array[] => {
    if (opening === undefined) {
      lacking = Math.min(chunkBytes, expected - received);
      opening = beginOpening(key, { position, isLast: position === lastPosition }, lacking);
    }
    opening.update(stored);
    received += stored.length;
    lacking -= stored.length;
    if (lacking > 0) return [];

    const plaintext = opening.finish();
    opening = undefined;
    position += 1;
    return plaintext;
  };

  return {
    update(stored) {
      if (received + stored.length > expected)
        throw new StorageError({ code: "too-long", expected });
      const plaintext: Uint8Array[] = [];
      for (let offset = 0; offset < stored.length; ) {
        const end = Math.min(stored.length, offset + (lacking > 0 ? lacking : chunkBytes));
        plaintext.push(...take(stored.subarray(offset, end)));
        offset = end;
      }
      return plaintext;
    },
    finish() {
      if (received < expected) throw new StorageError({ code: "truncated", expected, received });
      return [];
    },
  };
}

function storedBytesOf({ partSize, firstSegment, segments }: SegmentRange): number {
  const from = firstSegment * segmentBytes;
  const to = Math.min(partSize, (firstSegment + segments) * segmentBytes);
  return encryptedBytes(Math.max(0, to - from));
}
