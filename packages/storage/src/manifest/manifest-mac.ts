import { createHmac, timingSafeEqual } from "node:crypto";
import type { BucketKey } from "../encryption/keys.ts";
import type { ObjectName } from "./stored-object.ts";

/** What the reader relies on: anything else in a manifest is the network's own business. */
export type AuthenticatedManifest = Readonly<{
  name: ObjectName;
  size: bigint;
  sealed: Uint8Array;
  parts: readonly Readonly<{
    size: bigint;
    wrappedKey: Uint8Array;
    slices: readonly Readonly<{ id: Uint8Array; size: bigint }>[];
  }>[];
}>;

/**
 * HMAC-SHA256 by the bucket's key over the object's name, sealed attributes, and parts in order with their keys, sizes
 * and slices. Every field is preceded by its length, so no two manifests have one encoding.
 */
export function manifestMac(key: BucketKey, manifest: AuthenticatedManifest): Uint8Array {
  const mac = createHmac("sha256", key.authenticating);
  const bytes = (field: Uint8Array) => mac.update(u64(BigInt(field.length))).update(field);

  bytes(Buffer.from("stratos/storage/manifest/v1"));
  for (const text of [manifest.name.wallet, manifest.name.bucket, manifest.name.key])
    bytes(Buffer.from(text));
  mac.update(u64(manifest.size));
  bytes(manifest.sealed);
  mac.update(u64(BigInt(manifest.parts.length)));
  for (const part of manifest.parts) {
    mac.update(u64(part.size));
    bytes(part.wrappedKey);
    mac.update(u64(BigInt(part.slices.length)));
    for (const slice of part.slices) {
      bytes(slice.id);
      mac.update(u64(slice.size));
    }
  }
  return mac.digest();
}

export function isManifestMac(
  key: BucketKey,
  manifest: AuthenticatedManifest,
  mac: Uint8Array,
): boolean {
  return mac.length === 32 && timingSafeEqual(mac, manifestMac(key, manifest));
}

function u64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
