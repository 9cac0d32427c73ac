import { malformed } from "../codec-error.ts";

/** Bytes that a length takes as an unsigned LEB128 number. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

/** Writes a safe integer and answers the offset behind it. */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest >= 0x80) {
    target[at++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  target[at++] = rest;
  return at;
}

/** Reads a safe integer in its only form: no zero byte at the end but that of 0 itself. */
export function readVarint(
  source: Uint8Array,
  offset: number,
): readonly [value: number, next: number] {
  let value = 0;
  let scale = 1;
  for (let at = offset; ; at += 1) {
    const byte = source[at];
    if (byte === undefined) throw malformed("a number", "it is cut off");
    value += (byte & 0x7f) * scale;
    if (!Number.isSafeInteger(value)) throw malformed("a number", "it exceeds 2^53 - 1");
    if (byte < 0x80) {
      if (byte === 0 && at > offset) throw malformed("a number", "it has an empty last byte");
      return [value, at + 1];
    }
    scale *= 0x80;
  }
}
