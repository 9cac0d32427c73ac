import { decodeMessage, ManifestSchema } from "@stos/codec";
import {
  manifestBytesMax,
  type PartContent,
  requireObjectKey,
  unwrapPartKey,
  wrapPartKey,
} from "@stos/storage";
import { type FilesContext, type OpenBucket, requireBucket } from "./context.ts";
import { asFiles } from "./failures.ts";
import { openRecord } from "./object-info.ts";
import type { ObjectInfo, ObjectTarget, PutOptions } from "./object-store.ts";
import { commit } from "./write-objects.ts";

export type CopyOptions = Omit<PutOptions, "size" | "metadata" | "contentType"> &
  Readonly<{
    /** Default: the source's. */
    metadata?: Readonly<Record<string, string>>;
    contentType?: string;
    /** The source's ETag, where it must still be that. */
    sourceEtag?: string;
  }>;

/**
 * Names the source's slices in a new manifest: no bytes move and no traffic is charged. Undefined where that can't be: the
 * source isn't there (any more), has other replicas than asked for, or only one of the buckets is encrypted.
 */
export function copyObject(
  context: FilesContext,
  source: ObjectTarget,
  target: ObjectTarget,
  options: CopyOptions,
): Promise<ObjectInfo | undefined> {
  const { signal } = options;
  return asFiles({ bucket: target.bucket, ifMatch: options.ifMatch !== undefined }, async () => {
    requireObjectKey(target.key);
    const [from, to, record] = await Promise.all([
      requireBucket(context, source.bucket, signal),
      requireBucket(context, target.bucket, signal),
      context.meta.object({ wallet: context.wallet, ...source }, signal),
    ]);
    if (record === undefined || from.record.plain !== to.record.plain) return undefined;

    const object = openRecord(context, from, record);
    if (options.sourceEtag !== undefined && options.sourceEtag !== object.etag) return undefined;
    if (options.replicas !== undefined && options.replicas !== object.replicas) return undefined;
    const parts = decodeMessage(ManifestSchema, record.manifest, manifestBytesMax).parts.map(
      (part) => rewrapped(part, from, to),
    );
    const { etag, contentType, metadata, replicas } = object;
    const described = { contentType, metadata, ...options, replicas };
    return commit(context, to, { target, etag, parts, options: described });
  });
}

/** The part under the target bucket's key. */
function rewrapped(part: PartContent, from: OpenBucket, to: OpenBucket): PartContent {
  if (from.key === undefined || to.key === undefined || from.record.name === to.record.name)
    return part;
  return { ...part, wrappedKey: wrapPartKey(to.key, unwrapPartKey(from.key, part.wrappedKey)) };
}
