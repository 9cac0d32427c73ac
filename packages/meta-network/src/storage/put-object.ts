import { createHash } from "node:crypto";
import {
  decodeMessage,
  type Manifest,
  ManifestSchema,
  MsgPutObjectSchema,
  toHex,
} from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";
import { entryHold } from "./entry-hold.ts";
import { requireManifest, slicesOf } from "./manifest-check.ts";
import { requireBucketName, requireObjectKey } from "./names.ts";
import { placeSlice } from "./place-slice.ts";
import { authorize, holdSource, signerOf } from "./signer.ts";
import type { StoredObject } from "./state.ts";

export type PutObject = Readonly<{
  wallet: string;
  bucket: string;
  key: string;
  bytes: Uint8Array;
  manifest: Manifest;
  ifMatch: string;
  ifNoneMatch: string;
  session: Uint8Array;
}>;

/** Makes an object visible, whole or not at all: a version replaces the one before it in the same block. */
export const putObject = defineMessage<MetaCapabilities, PutObject>({
  type: "/stratos.meta.v1.MsgPutObject",
  decode(bytes) {
    const { wallet, bucket, key, manifest, ifMatch, ifNoneMatch, session } = decodeMessage(
      MsgPutObjectSchema,
      bytes,
    );
    return {
      wallet,
      bucket,
      key,
      bytes: manifest,
      manifest: decodeMessage(ManifestSchema, manifest),
      ifMatch,
      ifNoneMatch,
      session,
    };
  },
  signers: signerOf,
  check({ bucket, key }) {
    requireBucketName(bucket);
    requireObjectKey(key);
  },
  execute(capabilities, message) {
    const { ozone, block, emit, parameters, sessions, storage } = capabilities;
    const { wallet, bucket, key, manifest, bytes, session } = message;
    authorize(capabilities, { wallet, bucket, session, right: "write" });
    const { plain } = storage.requireBucket(wallet, bucket);
    const place = { wallet, bucket, key };
    const before = storage.object(place);
    requireConditions(message, before);
    requireManifest(manifest, { plain, parameters: parameters.get() });

    const slices = slicesOf(manifest);
    const replicas = slices.length * manifest.replicas;
    for (const slice of slices)
      placeSlice(capabilities, { wallet, slice, replicas: manifest.replicas });
    if (before !== undefined) {
      storage.releaseSlices(before);
      ozone.release(wallet, before.held);
    }
    const held = entryHold(parameters, {
      texts: [wallet, bucket, key],
      bytes: bytes.length,
      replicas,
    });
    sessions.holdState(wallet, held, holdSource(session));
    storage.setObject(place, {
      manifest: bytes,
      modifiedMs: block.time * 1_000,
      version: block.height,
      held,
    });
    emit(metaEvent("ObjectPut", { ...place, size: manifest.size, replicas: manifest.replicas }));
  },
});

/**
 * S3's conditions, against the version that stands. An ETag of an encrypted object is sealed, so a condition may name the
 * version by the sha256 of its manifest in hex as well; `*` stands for any version.
 */
function requireConditions(
  { ifMatch, ifNoneMatch }: PutObject,
  before: StoredObject | undefined,
): void {
  if (ifMatch !== "" && !isVersion(ifMatch, before))
    throw refuse("condition-failed", `if-match: the object isn't the version ${ifMatch}`);
  if (ifNoneMatch !== "" && isVersion(ifNoneMatch, before))
    throw refuse("condition-failed", `if-none-match: the object is the version ${ifNoneMatch}`);
}

function isVersion(condition: string, object: StoredObject | undefined): boolean {
  if (object === undefined) return false;
  if (condition === "*") return true;
  const { etag } = decodeMessage(ManifestSchema, object.manifest);
  return (etag !== "" && condition === etag) || condition === versionOf(object.manifest);
}

/** Names a version by what it is. */
export function versionOf(manifest: Uint8Array): string {
  return toHex(createHash("sha256").update(manifest).digest());
}
