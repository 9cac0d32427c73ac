import { StorageError } from "../storage-error.ts";

/** Bytes of an object's key in UTF-8 at most. */
export const objectKeyBytesMax = 1_024;

/**
 * 1 to 1,024 bytes of UTF-8 without a zero character. A key is no path: `..` and `/` are characters like any other.
 * Throws `StorageError` key-invalid.
 */
export function requireObjectKey(key: string): void {
  const reason = refusalOf(key);
  if (reason !== undefined) throw new StorageError({ code: "key-invalid", reason });
}

function refusalOf(key: string): string | undefined {
  const size = Buffer.byteLength(key);
  if (size === 0) return "it is empty";
  if (size > objectKeyBytesMax)
    return `it has ${size} bytes, at most ${objectKeyBytesMax} are allowed`;
  if (!key.isWellFormed()) return "it isn't well-formed Unicode";
  if (key.includes("\0")) return "it holds a zero character";
  return undefined;
}
