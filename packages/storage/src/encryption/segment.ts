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
  if (plaintext.length === 0 || plaintext.length > segmentBytes)
    throw new RangeError(`a segment of ${plaintext.length} bytes`);
  const cipher = createCipheriv("aes-256-gcm", key, nonceOf(place));
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([ciphertext, cipher.getAuthTag()]);
}

/** Throws `StorageError` segment-forged for what isn't exactly the segment that was sealed for this place. */
export function openSegment(key: KeyObject, place: SegmentPlace, stored: Uint8Array): Uint8Array {
  const { position } = place;
  if (stored.length <= tagBytes || stored.length > segmentBytes + tagBytes)
    throw new StorageError({ code: "segment-forged", position });
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(place));
  const end = stored.length - tagBytes;
  decipher.setAuthTag(stored.subarray(end));
  const plaintext = decipher.update(stored.subarray(0, end));
  try {
    decipher.final();
  } catch {
    throw new StorageError({ code: "segment-forged", position });
  }
  return plaintext;
}

function nonceOf({ position, isLast }: SegmentPlace): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(position));
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
