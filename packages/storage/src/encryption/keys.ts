import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { StorageError } from "../storage-error.ts";

/** A user's key for wrapping his buckets' keys. */
export type UserKey = Readonly<{ wrapping: KeyObject }>;

/** A bucket's secret and the keys derived from it, one for each purpose. */
export type BucketKey = Readonly<{
  /** The 32 bytes that the user's key wraps. */
  secret: KeyObject;
  wrapping: KeyObject;
  sealing: KeyObject;
  authenticating: KeyObject;
}>;

/** Whose bucket: bound into its wrapped key, so that none stands for another. */
export type BucketName = Readonly<{ wallet: string; bucket: string }>;

/** The user's key by HKDF-SHA256 from a secret of at least 16 bytes with full entropy (a wallet's or a gateway's), never a passphrase. */
export function deriveUserKey(secret: Uint8Array): UserKey {
  if (secret.length < 16) throw new RangeError("a user's secret has at least 16 bytes");
  return { wrapping: derive(createSecretKey(secret), "stratos/storage/user-key/v1") };
}

export function createBucketKey(): BucketKey {
  return bucketKeyOf(createSecretKey(randomBytes(32)));
}

/** nonce (12) ‖ ciphertext (32) ‖ tag (16), for the chain to keep. */
export function wrapBucketKey(user: UserKey, name: BucketName, key: BucketKey): Uint8Array {
  return sealBytes(user.wrapping, bucketContext(name), key.secret.export());
}

/** Throws `StorageError` key-unusable for another user's or bucket's. */
export function unwrapBucketKey(user: UserKey, name: BucketName, wrapped: Uint8Array): BucketKey {
  const secret = openBytes(user.wrapping, bucketContext(name), wrapped);
  if (secret?.length !== 32) throw new StorageError({ code: "key-unusable", what: "bucket" });
  return bucketKeyOf(createSecretKey(secret));
}

/** A fresh random key: one for every part and every attempt to upload it. */
export function createPartKey(): KeyObject {
  return createSecretKey(randomBytes(32));
}

export function wrapPartKey(bucket: BucketKey, key: KeyObject): Uint8Array {
  return sealBytes(bucket.wrapping, "stratos/storage/part-key/v1", key.export());
}

/** Throws `StorageError` key-unusable. */
export function unwrapPartKey(bucket: BucketKey, wrapped: Uint8Array): KeyObject {
  const secret = openBytes(bucket.wrapping, "stratos/storage/part-key/v1", wrapped);
  if (secret?.length !== 32) throw new StorageError({ code: "key-unusable", what: "part" });
  return createSecretKey(secret);
}

/** AES-256-GCM with a random nonce in front; `context` is authenticated with it. */
export function sealBytes(key: KeyObject, context: string, plaintext: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(context));
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]);
}

/** Undefined where key, context or bytes aren't those that were sealed. */
export function openBytes(
  key: KeyObject,
  context: string,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < nonceBytes + 16) return undefined;
  const end = sealed.length - 16;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(end));
  const plaintext = decipher.update(sealed.subarray(nonceBytes, end));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plaintext;
}

const nonceBytes = 12;

function bucketKeyOf(secret: KeyObject): BucketKey {
  return {
    secret,
    wrapping: derive(secret, "stratos/storage/bucket/wrap/v1"),
    sealing: derive(secret, "stratos/storage/bucket/seal/v1"),
    authenticating: derive(secret, "stratos/storage/bucket/mac/v1"),
  };
}

function bucketContext({ wallet, bucket }: BucketName): string {
  return `stratos/storage/bucket-key/v1\0${wallet}\0${bucket}`;
}

function derive(secret: KeyObject, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync("sha256", secret, new Uint8Array(0), purpose, 32)));
}
