export { bytesToHex as toHex } from "@noble/hashes/utils.js";

import { hexToBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import { malformed } from "./codec-error.ts";

/** The bytes of an even number of hex digits, of either case. Throws `CodecError`. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw malformed("hex", "it is none");
  return hexToBytes(text);
}

/** With padding, as RFC 4648 has it. */
export function toBase64(bytes: Uint8Array): string {
  return base64.encode(bytes);
}

/** Canonical base64 only. Throws `CodecError`. */
export function fromBase64(text: string): Uint8Array {
  try {
    return base64.decode(text);
  } catch {
    throw malformed("base64", "it is none");
  }
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const target = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    target.set(part, offset);
    offset += part.length;
  }
  return target;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** Byte order, as stores sort keys: negative where `a` comes first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
