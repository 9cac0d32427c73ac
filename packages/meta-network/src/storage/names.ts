import { refuse } from "../failure.ts";

/** S3's rules for a bucket's name. */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..");
}

/** Throws `ChainError` message-invalid. */
export function requireBucketName(name: string): void {
  if (!isBucketName(name))
    throw refuse(
      "message-invalid",
      `"${name}" can't name a bucket: 3 to 63 of a-z, 0-9, "." and "-", no ".."`,
    );
}

export const keyBytesMax = 1_024;

/** Whether `requireObjectKey` takes it. */
export function isObjectKey(key: string): boolean {
  const size = Buffer.byteLength(key);
  return size > 0 && size <= keyBytesMax && !key.includes("\0") && key.isWellFormed();
}

/** S3's rule for a key: up to 1,024 bytes of UTF-8, and no zero character. Dots and slashes mean nothing here. */
export function requireObjectKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size === 0 || size > keyBytesMax)
    throw refuse("message-invalid", `a key has 1 to ${keyBytesMax} bytes, not ${size}`);
  if (key.includes("\0") || !key.isWellFormed())
    throw refuse("message-invalid", "a key is UTF-8 without zero characters");
}
