import type { KeyObject } from "node:crypto";
import { chunkBytes, segmentBytes, tagBytes } from "../limits.ts";
import { StorageError } from "../storage-error.ts";
import { createBlockCutter } from "./block-cutter.ts";
import { openSegment, sealSegment } from "./segment.ts";

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

  const seal = (plaintext: Uint8Array, isLast: boolean) => {
    const chunk = sealSegment(key, { position, isLast }, plaintext);
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

/** Which of a part's segments are to be decrypted. */
export type SegmentRange = Readonly<{
  /** Plaintext bytes of the whole part, from its verified manifest: they say which segment is the last. */
  partSize: number;
  firstSegment: number;
  segments: number;
}>;

/** Decrypts consecutive segments as their stored bytes come. Nothing is given out before its tag is checked. */
export type PartDecryptor = Readonly<{
  /** Throws `StorageError` segment-forged, too-long. */
  update(stored: Uint8Array): readonly Uint8Array[];
  /** Throws `StorageError` truncated where segments lack. */
  finish(): readonly Uint8Array[];
}>;

export function createPartDecryptor(key: KeyObject, range: SegmentRange): PartDecryptor {
  const cutter = createBlockCutter(chunkBytes);
  const lastPosition = segmentCount(range.partSize) - 1;
  const expected = storedBytesOf(range);
  let position = range.firstSegment;
  let received = 0;

  const open = (stored: Uint8Array) => {
    const plaintext = openSegment(key, { position, isLast: position === lastPosition }, stored);
    position += 1;
    return plaintext;
  };

  return {
    update(stored) {
      received += stored.length;
      if (received > expected) throw new StorageError({ code: "too-long", expected });
      return cutter.push(stored).map(open);
    },
    finish() {
      if (received < expected) throw new StorageError({ code: "truncated", expected, received });
      const last = cutter.rest();
      return last.length === 0 ? [] : [open(last)];
    },
  };
}

function storedBytesOf({ partSize, firstSegment, segments }: SegmentRange): number {
  const from = firstSegment * segmentBytes;
  const to = Math.min(partSize, (firstSegment + segments) * segmentBytes);
  return encryptedBytes(Math.max(0, to - from));
}
