import { encodeMessage, ManifestSchema } from "@stos/codec";
import type { BucketKey } from "../encryption/keys.ts";
import { sealAttributes } from "./attributes.ts";
import { requireLayout } from "./layout.ts";
import { manifestMac } from "./manifest-mac.ts";
import type { ObjectAttributes, ObjectName, PartContent } from "./stored-object.ts";

/** `key` is the bucket's; absent in a plain bucket. */
export type ManifestOrder = Readonly<{
  name: ObjectName;
  attributes: ObjectAttributes;
  parts: readonly PartContent[];
  replicas: number;
  /** Milliseconds since 1970, for display. */
  modifiedMs: number;
  key?: BucketKey;
}>;

/** An encoded `stratos.storage.v1.Manifest`. Throws `StorageError` where sizes or limits don't hold. */
export function buildManifest(order: ManifestOrder): Uint8Array {
  const { name, attributes, replicas, modifiedMs, key } = order;
  const size = order.parts.reduce((total, part) => total + part.size, 0n);
  const parts = order.parts.map((part) => ({ ...part, slices: [...part.slices] }));
  requireLayout({ size, parts }, { isPlain: key === undefined });

  const seen = { size, replicas, modifiedMs: BigInt(modifiedMs) };
  if (key === undefined) {
    const { etag, contentType, metadata } = attributes;
    return encodeMessage(ManifestSchema, {
      ...seen,
      parts,
      etag,
      contentType,
      metadata: { ...metadata },
    });
  }
  // A part's MD5 tells its content to who guesses it, so an encrypted manifest leaves it out.
  const opaque = parts.map((part) => ({ ...part, md5: new Uint8Array(0) }));
  const sealed = sealAttributes(key, attributes);
  const mac = manifestMac(key, { name, size, sealed, parts: opaque });
  const encryption = { algorithm: encryptionAlgorithm, sealed, mac };
  return encodeMessage(ManifestSchema, { ...seen, parts: opaque, encryption });
}

export const encryptionAlgorithm = "aes-256-gcm";
