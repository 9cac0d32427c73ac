import { prefixEnd } from "@stos/codec";

/** The first key behind all that begin with `prefix`. The prefixes of modules are latin text, so there always is one. */
export function afterPrefix(prefix: Uint8Array): Uint8Array {
  const end = prefixEnd(prefix);
  if (end === undefined) throw new RangeError("no key stands behind a prefix of 0xff bytes only");
  return end;
}

/** Bytes as latin1 text: compares as the bytes do, and serves as a Map's key. */
export function latinOf(bytes: Uint8Array): string {
  return Buffer.prototype.latin1Slice.call(bytes, 0, bytes.length);
}

export function bytesOfLatin(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}
