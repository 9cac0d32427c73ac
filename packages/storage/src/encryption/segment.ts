import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { segmentBytes, tagBytes } from "../limits.ts";
import { StorageError } from "../storage-error.ts";

/** Where a segment stands in its part: its number from 0, and whether it is the last one. */
export type SegmentPlace = Readonly<{ position: number; isLast: boolean }>;

/**
 * Encrypts one segment: AES-256-GCM under the part's key, the nonce position (u64) ‖ 0 ‖ 0 ‖ 0 ‖ last flag. The key is
 * fresh for every part and attempt, so a nonce never repeats. Answers ciphertext ‖ tag.
 */
export function sealSegment(
  key: KeyObject,
  place: SegmentPlace,
  plaintext: Uint8Array,
): Uint8Array {
  const stored = Buffer.allocUnsafe(plaintext.length + tagBytes);
  sealInto(stored, { key, place, plaintext: [plaintext] });
  return stored;
}

/**
 * The same for a segment that lies in pieces, into `target` of exactly its stored size. What the cipher answers is copied
 * and gone at once: kept for as long as a slice is on its way, it would outlive the cheap collections of garbage.
 */
export function sealInto(
  target: Uint8Array,
  {
    key,
    place,
    plaintext,
  }: Readonly<{ key: KeyObject; place: SegmentPlace; plaintext: readonly Uint8Array[] }>,
): void {
  const length = target.length - tagBytes;
  if (length <= 0 || length > segmentBytes) throw new RangeError(`a segment of ${length} bytes`);
  const cipher = createCipheriv("aes-256-gcm", key, nonceOf(place));
  let offset = 0;
  for (const piece of plaintext) {
    target.set(cipher.update(piece), offset);
    offset += piece.length;
  }
  cipher.final();
  target.set(cipher.getAuthTag(), length);
}

/** Throws `StorageError` segment-forged for what isn't exactly the segment that was sealed for this place. */
export function openSegment(key: KeyObject, place: SegmentPlace, stored: Uint8Array): Uint8Array {
  const opening = beginOpening(key, place, stored.length);
  opening.update(stored);
  return Buffer.concat(opening.finish());
}

/** A segment that is decrypted while it comes, and given out when its tag is checked. */
export type SegmentOpening = Readonly<{
  /** Takes the bytes in pieces of any length, together as many as announced; keeps none of them. */
  update(stored: Uint8Array): void;
  /** The plaintext in pieces. Throws `StorageError` segment-forged. */
  finish(): readonly Uint8Array[];
}>;

/** Throws `StorageError` segment-forged where `storedBytes` is no segment's size. */
export function beginOpening(
  key: KeyObject,
  place: SegmentPlace,
  storedBytes: number,
): SegmentOpening {
  const forged = () => new StorageError({ code: "segment-forged", position: place.position });
  if (storedBytes <= tagBytes || storedBytes > segmentBytes + tagBytes) throw forged();
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(place));
  const tag = Buffer.alloc(tagBytes);
  const plaintext: Uint8Array[] = [];
  let ciphertextLeft = storedBytes - tagBytes;
  let tagLength = 0;

  return {
    update(stored) {
      const ciphertext = stored.subarray(0, ciphertextLeft);
      ciphertextLeft -= ciphertext.length;
      if (ciphertext.length > 0) plaintext.push(decipher.update(ciphertext));
      tag.set(stored.subarray(ciphertext.length), tagLength);
      tagLength += stored.length - ciphertext.length;
    },
    finish() {
      if (tagLength < tagBytes) throw forged();
      decipher.setAuthTag(tag);
      try {
        decipher.final();
      } catch {
        throw forged();
      }
      return plaintext;
    },
  };
}

function nonceOf({ position, isLast }: SegmentPlace): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(position));
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
