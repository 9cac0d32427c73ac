import { encryptedBytes } from "../encryption/part-stream.ts";
import { chunkBytes, objectPartsMax, objectSlicesMax, sliceBytesMax } from "../limits.ts";
import { StorageError } from "../storage-error.ts";

/** What a manifest says of sizes. */
export type Layout = Readonly<{
  size: bigint;
  parts: readonly Readonly<{
    size: bigint;
    slices: readonly Readonly<{ id: Uint8Array; size: bigint }>[];
  }>[];
}>;

/**
 * Sizes add up, every slice but a part's last one is whole chunks, limits hold: so range arithmetic can't be misled.
 * Throws `StorageError` object-too-large, slice-too-large, manifest-malformed.
 */
export function requireLayout(
  { size, parts }: Layout,
  options: Readonly<{ isPlain: boolean }>,
): void {
  requireCount("parts", parts.length, objectPartsMax);
  requireCount(
    "slices",
    parts.reduce((count, part) => count + part.slices.length, 0),
    objectSlicesMax,
  );
  if (parts.reduce((total, part) => total + part.size, 0n) !== size)
    throw malformed("its parts' sizes don't add up to its own");
  for (const part of parts) requirePart(part, options);
}

function requirePart(
  { size, slices }: Layout["parts"][number],
  { isPlain }: Readonly<{ isPlain: boolean }>,
): void {
  if (size > BigInt(objectSlicesMax * sliceBytesMax)) throw malformed("a part is too large");
  const expected = isPlain ? Number(size) : encryptedBytes(Number(size));
  const stored = slices.reduce((total, slice) => total + slice.size, 0n);
  if (stored !== BigInt(expected))
    throw malformed(`a part stores ${stored} bytes, not ${expected}`);

  for (const [index, slice] of slices.entries()) {
    if (slice.id.length !== 32) throw malformed("a slice's id has 32 bytes");
    if (slice.size > BigInt(sliceBytesMax))
      throw new StorageError({
        code: "slice-too-large",
        size: Number(slice.size),
        limit: sliceBytesMax,
      });
    if (slice.size === 0n) throw malformed("a slice is empty");
    if (index < slices.length - 1 && slice.size % BigInt(chunkBytes) !== 0n)
      throw malformed("a slice within a part isn't whole chunks");
  }
}

function requireCount(what: "slices" | "parts", count: number, limit: number): void {
  if (count > limit) throw new StorageError({ code: "object-too-large", what, count, limit });
}

function malformed(reason: string): StorageError {
  return new StorageError({ code: "manifest-malformed", reason });
}
