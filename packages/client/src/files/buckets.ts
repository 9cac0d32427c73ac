import { MsgCreateBucketSchema, MsgDeleteBucketSchema, packMessage } from "@stos/codec";
import { createBucketKey, requireBucketName, wrapBucketKey } from "@stos/storage";
import type { FilesContext } from "./context.ts";
import { asFiles } from "./failures.ts";
import type { BucketInfo } from "./object-store.ts";

export function createBucket(
  context: FilesContext,
  bucket: string,
  { plain }: Readonly<{ plain: boolean }>,
): Promise<void> {
  const { wallet, keys, sessions, limits } = context;
  return asFiles({ bucket }, async () => {
    requireBucketName(bucket);
    const wrappedKey = plain
      ? new Uint8Array(0)
      : wrapBucketKey(keys.user, { wallet, bucket }, createBucketKey());
    await sessions.run((session) => {
      const order = { wallet, bucket, plain, session: session.id, wrappedKey };
      const patience = { timeoutMs: limits.commitTimeoutMs };
      return session.send([packMessage(MsgCreateBucketSchema, order)], patience);
    });
  });
}

export function deleteBucket(context: FilesContext, bucket: string): Promise<void> {
  const { wallet, sessions, limits } = context;
  return asFiles({ bucket }, async () => {
    await sessions.run((session) => {
      const order = { wallet, bucket, session: session.id };
      const patience = { timeoutMs: limits.commitTimeoutMs };
      return session.send([packMessage(MsgDeleteBucketSchema, order)], patience);
    });
  });
}

export function listBuckets({ meta, wallet }: FilesContext): Promise<readonly BucketInfo[]> {
  return asFiles({ bucket: "" }, () => meta.buckets(wallet));
}

export function headBucket(
  { meta, wallet }: FilesContext,
  bucket: string,
): Promise<BucketInfo | undefined> {
  return asFiles({ bucket }, async () => {
    const found = await meta.bucket(wallet, bucket);
    if (found === undefined) return undefined;
    const { name, plain, createdMs } = found;
    return { name, plain, createdMs };
  });
}
