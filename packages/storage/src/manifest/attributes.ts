import { decodeMessage, encodeMessage, ManifestSchema } from "@stos/codec";
import { type BucketKey, openBytes, sealBytes } from "../encryption/keys.ts";
import { StorageError } from "../storage-error.ts";
import type { ObjectAttributes } from "./stored-object.ts";

const context = "stratos/storage/attributes/v1";

/** Seals ETag, content type and user metadata: as a manifest that holds these three fields alone. */
export function sealAttributes(
  key: BucketKey,
  { etag, contentType, metadata }: ObjectAttributes,
): Uint8Array {
  const plain = encodeMessage(ManifestSchema, { etag, contentType, metadata: { ...metadata } });
  return sealBytes(key.sealing, context, plain);
}

/** Throws `StorageError` key-unusable. */
export function openAttributes(key: BucketKey, sealed: Uint8Array): ObjectAttributes {
  const plain = openBytes(key.sealing, context, sealed);
  if (plain === undefined) throw new StorageError({ code: "key-unusable", what: "attributes" });
  const { etag, contentType, metadata } = decodeMessage(ManifestSchema, plain);
  return { etag, contentType, metadata };
}
