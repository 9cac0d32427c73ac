import { CodecError, decodeMessage, type Manifest, ManifestSchema } from "@stos/codec";
import type { BucketKey } from "../encryption/keys.ts";
import { StorageError } from "../storage-error.ts";
import { openAttributes } from "./attributes.ts";
import { encryptionAlgorithm } from "./build-manifest.ts";
import { requireLayout } from "./layout.ts";
import { isManifestMac } from "./manifest-mac.ts";
import type { ObjectAttributes, ObjectName, StoredObject } from "./stored-object.ts";

/** Bytes of an encoded manifest at most: 4,096 slices of three replicas with their custody paths. */
export const manifestBytesMax = 16 * 1024 * 1024;

/**
 * What stands behind an object, checked: sizes, and in an encrypted bucket (`key`) that the bucket's owner wrote exactly
 * this for this name. Throws `StorageError` manifest-malformed, manifest-forged, key-unusable and of limits.
 */
export function openManifest(encoded: Uint8Array, name: ObjectName, key?: BucketKey): StoredObject {
  const manifest = decode(encoded);
  if ((key === undefined) !== (manifest.encryption === undefined))
    throw new StorageError({ code: "manifest-forged" });

  const attributes = key === undefined ? manifest : authenticated(manifest, name, key);
  requireLayout(manifest, { isPlain: key === undefined });
  const { etag, contentType, metadata } = attributes;
  return {
    etag,
    contentType,
    metadata,
    size: Number(manifest.size),
    modifiedMs: Number(manifest.modifiedMs),
    replicas: manifest.replicas,
    isPlain: key === undefined,
    parts: manifest.parts.map((part) => ({
      size: Number(part.size),
      wrappedKey: part.wrappedKey,
      slices: part.slices.map(({ id, size, custody }) => ({
        id,
        size: Number(size),
        nodes: custody.map(({ node }) => node),
      })),
    })),
  };
}

function decode(encoded: Uint8Array): Manifest {
  try {
    return decodeMessage(ManifestSchema, encoded, manifestBytesMax);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    throw new StorageError({ code: "manifest-malformed", reason: error.message });
  }
}

function authenticated(manifest: Manifest, name: ObjectName, key: BucketKey): ObjectAttributes {
  const { size, parts, encryption } = manifest;
  if (encryption?.algorithm !== encryptionAlgorithm)
    throw new StorageError({ code: "manifest-malformed", reason: "its encryption is unknown" });
  if (!isManifestMac(key, { name, size, parts, sealed: encryption.sealed }, encryption.mac))
    throw new StorageError({ code: "manifest-forged" });
  return openAttributes(key, encryption.sealed);
}
