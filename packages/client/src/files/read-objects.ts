import { toHex } from "@stos/codec";
import {
  type ChunkRead,
  planAll,
  planRange,
  type StoredObject,
  unwrapPartKey,
} from "@stos/storage";
import type { Fields } from "../http/fields.ts";
import { type ReadAssignment, readSlice } from "../node/read-slice.ts";
import { assignedNodes } from "../session/assignment-pool.ts";
import { isStatus } from "../session/issuer-client.ts";
import type { Session } from "../session/session.ts";
import { type FilesContext, type OpenBucket, requireBucket } from "./context.ts";
import { asFiles, streamAsFiles } from "./failures.ts";
import { FilesError } from "./files-error.ts";
import { infoOf, openRecord } from "./object-info.ts";
import type {
  ByteRange,
  ListOptions,
  ObjectInfo,
  ObjectList,
  OpenedObject,
  OpenOptions,
} from "./object-store.ts";
import { readInOrder } from "./read-ahead.ts";

export function headObject(
  context: FilesContext,
  bucket: string,
  key: string,
): Promise<ObjectInfo | undefined> {
  const { meta, wallet } = context;
  return asFiles({ bucket }, async () => {
    const [opened, record] = await Promise.all([
      requireBucket(context, bucket),
      meta.object({ wallet, bucket, key }),
    ]);
    if (record === undefined) return undefined;
    return infoOf(key, openRecord(context, opened, record), record.modifiedMs);
  });
}

export function listObjects(
  context: FilesContext,
  bucket: string,
  { prefix, delimiter, after, limit }: ListOptions,
): Promise<ObjectList> {
  const { meta, wallet } = context;
  return asFiles({ bucket }, async () => {
    const query = { wallet, bucket, prefix, delimiter, after, limit };
    const [opened, found] = await Promise.all([
      requireBucket(context, bucket),
      meta.objects(query),
    ]);
    if (found === undefined) throw new FilesError({ code: "bucket-missing", bucket });
    return {
      objects: found.objects.map((record) =>
        infoOf(record.key, openRecord(context, opened, record), record.modifiedMs),
      ),
      commonPrefixes: found.commonPrefixes,
      ...(found.next === undefined ? {} : { next: found.next }),
    };
  });
}

/** The answer to a download's ask. `object` is verified. */
type Located = Readonly<{
  object: StoredObject;
  modifiedMs: number;
  reads: readonly ReadAssignment[];
}>;

type Place = Readonly<{ bucket: string; key: string }>;

export function openObject(
  context: FilesContext,
  place: Place,
  { range, signal }: OpenOptions,
): Promise<OpenedObject | undefined> {
  const { bucket, key } = place;
  return asFiles({ bucket }, async () => {
    const lease = await context.sessions.lease(signal);
    try {
      const opened = await locateOrAbsent(context, place, range, signal);
      if (opened === undefined) {
        await requireBucket(context, bucket, signal);
        return undefined;
      }
      const { located, bucketKey } = opened;
      const info = infoOf(key, located.object, located.modifiedMs);
      const body = streamObject(context, { place, range, located, bucketKey, signal });
      return { info, body: streamAsFiles({ bucket }, body) };
    } finally {
      lease[Symbol.dispose]();
    }
  });
}

type Opened = Readonly<{ located: Located; bucketKey: OpenBucket["key"] }>;

async function locateOrAbsent(
  context: FilesContext,
  place: Place,
  range: ByteRange | undefined,
  signal: AbortSignal | undefined,
): Promise<Opened | undefined> {
  try {
    return await context.sessions.run((session) => locate(context, session, place, range), signal);
  } catch (error) {
    if (isStatus(error, "object-missing")) return undefined;
    throw error;
  }
}

async function locate(
  context: FilesContext,
  session: Session,
  { bucket, key }: Place,
  range: ByteRange | undefined,
): Promise<Opened> {
  const { wallet, keys } = context;
  const answer = await session.issuer.ask({ kind: "download", wallet, bucket, key, ...range });
  const plain = answer.flag("plain");
  const wrappedKey = plain ? new Uint8Array(0) : answer.base64("wrappedBucketKey");
  const record = { name: bucket, plain, createdMs: 0, wrappedKey };
  const bucketKey = keys.of(record);
  const manifest = answer.base64("manifest");
  const object = openRecord(context, { record, key: bucketKey }, { key, manifest });
  const reads = answer.objects("reads").map((read) => assignmentOf(session, read));
  return { located: { object, modifiedMs: answer.whole("modifiedMs"), reads }, bucketKey };
}

function assignmentOf(session: Session, read: Fields): ReadAssignment {
  return {
    session,
    slice: read.text("slice"),
    number: read.whole("number"),
    nodes: assignedNodes(read),
  };
}

type Streaming = Readonly<{
  place: Place;
  range: ByteRange | undefined;
  located: Located;
  bucketKey: OpenBucket["key"];
  signal: AbortSignal | undefined;
}>;

async function* streamObject(
  context: FilesContext,
  streaming: Streaming,
): AsyncGenerator<Uint8Array> {
  const { range, located, signal } = streaming;
  const { object, reads } = located;
  const planned = range === undefined ? planAll(object) : planRange(object, range);
  if (planned.length !== reads.length)
    throw new FilesError({ code: "data-unavailable", reason: "the issuer assigned other slices" });

  let start = range?.first ?? 0;
  const sources = planned.map((read, index) => {
    const assignment = reads[index];
    if (assignment === undefined) throw new RangeError("a read without nodes");
    const from = start;
    start += read.take;
    return () => streamSlice(context, streaming, read, { start: from, assignment });
  });
  // The session stays open while something is read in it.
  const lease = await context.sessions.lease(signal);
  try {
    const { slicesAhead: parallel, bufferBytes } = context.limits;
    yield* readInOrder(sources, { parallel, bufferBytes });
  } finally {
    lease[Symbol.dispose]();
  }
}

function streamSlice(
  context: FilesContext,
  { place, located: { object }, bucketKey, signal }: Streaming,
  read: ChunkRead,
  { start, assignment }: Readonly<{ start: number; assignment: ReadAssignment }>,
): AsyncGenerator<Uint8Array> {
  const slice = toHex(read.slice.id);
  return readSlice({
    http: context.http,
    object,
    read,
    start,
    assignment,
    signal,
    ...(bucketKey === undefined ? {} : { key: unwrapPartKey(bucketKey, read.part.wrappedKey) }),
    async reassign(range) {
      const opened = await locateOrAbsent(context, place, range, signal);
      const again = opened?.located.reads[0];
      if (again?.slice !== slice)
        throw new FilesError({
          code: "data-unavailable",
          reason: "the object was replaced meanwhile",
        });
      return again;
    },
  });
}
