import { toBase64 } from "@stos/codec";
import { type BucketKey, deriveUserKey, type UserKey, unwrapBucketKey } from "@stos/storage";
import type { BucketRecord } from "../meta/meta-chain.ts";

const keysMax = 1_024;

/** The keys of a wallet's buckets, unwrapped once each. */
export type BucketKeys = Readonly<{
  user: UserKey;
  /** Undefined for a plain bucket. Throws `StorageError` key-unusable where another secret wrapped it. */
  of(bucket: BucketRecord): BucketKey | undefined;
}>;

export function openBucketKeys(wallet: string, fileSecret: Uint8Array): BucketKeys {
  const user = deriveUserKey(fileSecret);
  const opened = new Map<string, BucketKey>();
  return {
    user,
    of({ name, plain, wrappedKey }) {
      if (plain) return undefined;
      const id = `${name}/${toBase64(wrappedKey)}`;
      const known = opened.get(id);
      if (known !== undefined) return known;
      const key = unwrapBucketKey(user, { wallet, bucket: name }, wrappedKey);
      if (opened.size >= keysMax) opened.clear();
      opened.set(id, key);
      return key;
    },
  };
}
