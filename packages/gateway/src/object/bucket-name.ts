import { S3Error } from "../s3-error.ts";

/** S3's rules: 3 to 63 of `a-z 0-9 . -`, letters or digits at both ends, no `..`, no IPv4 address. */
export function checkBucketName(bucket: string): void {
  const isValid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) &&
    !bucket.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(bucket);
  if (!isValid) throw new S3Error({ code: "InvalidBucketName", details: { BucketName: bucket } });
}

const KEY_BYTES_MAX = 1_024;

/** @throws S3Error KeyTooLongError */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key, "utf8");
  if (size > KEY_BYTES_MAX) {
    throw new S3Error({
      code: "KeyTooLongError",
      details: { Size: `${size}`, MaxSizeAllowed: `${KEY_BYTES_MAX}` },
    });
  }
}
