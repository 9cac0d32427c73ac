import { openManifest, type StoredObject } from "@stos/storage";
import type { ObjectRecord } from "../meta/meta-chain.ts";
import type { FilesContext, OpenBucket } from "./context.ts";
import type { ObjectInfo } from "./object-store.ts";

/** A manifest from the chain, verified and unsealed. Throws `StorageError`. */
export function openRecord(
  { wallet }: Pick<FilesContext, "wallet">,
  { record, key: bucketKey }: OpenBucket,
  { key, manifest }: Pick<ObjectRecord, "key" | "manifest">,
): StoredObject {
  return openManifest(manifest, { wallet, bucket: record.name, key }, bucketKey);
}

export function infoOf(key: string, object: StoredObject, modifiedMs: number): ObjectInfo {
  const { size, etag, contentType, metadata, replicas } = object;
  return { key, size, etag, contentType, metadata, modifiedMs, replicas };
}
