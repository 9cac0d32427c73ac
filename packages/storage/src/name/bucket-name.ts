import { StorageError } from "../storage-error.ts";

/** S3's rules for a bucket's name. Throws `StorageError` bucket-name-invalid. */
export function requireBucketName(bucket: string): void {
  const reason = refusalOf(bucket);
  if (reason !== undefined) throw new StorageError({ code: "bucket-name-invalid", bucket, reason });
}

function refusalOf(bucket: string): string | undefined {
  if (bucket.length < 3 || bucket.length > 63) return "a name has 3 to 63 characters";
  if (!/^[a-z0-9.-]*$/.test(bucket)) return "a name has small letters, digits, dots and hyphens";
  if (!/^[a-z0-9].*[a-z0-9]$/.test(bucket)) return "a name begins and ends with a letter or digit";
  if (bucket.includes("..")) return "a name has no two dots side by side";
  if (/^\d+\.\d+\.\d+\.\d+$/.test(bucket)) return "a name isn't an IP address";
  return undefined;
}
