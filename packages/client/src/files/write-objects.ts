import { createHash } from "node:crypto";
import {
  decodeMessage,
  type EncodedAny,
  encodeMessage,
  MsgDeleteObjectsSchema,
  MsgPutObjectSchema,
  PartSchema,
  packMessage,
} from "@stos/codec";
import { buildManifest, manifestBytesMax, type PartContent, requireObjectKey } from "@stos/storage";
import { type UploadContext, uploadSlice } from "../node/upload-slice.ts";
import type { Session } from "../session/session.ts";
import type { SessionHold } from "../session/session-keeper.ts";
import { type ChainConditions, conditionsOnVersion, needPresent } from "./conditions.ts";
import { type FilesContext, type OpenBucket, requireBucket } from "./context.ts";
import { asFiles } from "./failures.ts";
import { FilesError } from "./files-error.ts";
import { openRecord } from "./object-info.ts";
import type {
  Body,
  ObjectInfo,
  ObjectTarget,
  PartOptions,
  PutOptions,
  UploadedPart,
} from "./object-store.ts";
import { type UploadedContent, uploadPart } from "./upload-part.ts";

const contentTypeDefault = "binary/octet-stream";
/** Keys that one message deletes at most. */
const deletedMax = 1_000;

export function putObject(
  context: FilesContext,
  target: ObjectTarget,
  body: Body,
  options: PutOptions,
): Promise<ObjectInfo> {
  const { bucket, key } = target;
  return asFiles(subjectOf(bucket, options), async () => {
    requireObjectKey(key);
    const opened = await requireBucket(context, bucket, options.signal);
    // Until the object stands: the chain places slices of sessions that are over for a while only.
    using hold = context.sessions.hold();
    const { part, md5 } = await upload(context, opened, body, { ...options, hold });
    const etag = Buffer.from(md5).toString("hex");
    return await commit(context, opened, { target, etag, parts: [part], options });
  });
}

export function putPart(
  context: FilesContext,
  bucket: string,
  body: Body,
  options: PartOptions,
): Promise<UploadedPart> {
  return asFiles(subjectOf(bucket, options), async () => {
    const opened = await requireBucket(context, bucket, options.signal);
    const replicas = await chooseReplicas(context, options);
    using hold = context.sessions.hold();
    const { part, md5, size } = await upload(context, opened, body, { ...options, replicas, hold });
    const manifest = encodeMessage(PartSchema, { ...part, slices: [...part.slices] });
    return { size, md5, replicas, manifest };
  });
}

/** The ETag is the MD5 of the parts' MD5s, a hyphen and their number, as S3 has it. */
export function assembleObject(
  context: FilesContext,
  target: ObjectTarget,
  parts: readonly UploadedPart[],
  options: PutOptions,
): Promise<ObjectInfo> {
  const { bucket, key } = target;
  return asFiles(subjectOf(bucket, options), async () => {
    requireObjectKey(key);
    const opened = await requireBucket(context, bucket, options.signal);
    const contents = parts.map(({ manifest }) =>
      decodeMessage(PartSchema, manifest, manifestBytesMax),
    );
    const ofParts = createHash("md5");
    for (const { md5 } of parts) ofParts.update(md5);
    const etag = `${ofParts.digest("hex")}-${parts.length}`;
    const replicas = options.replicas ?? parts[0]?.replicas;
    const chosen = replicas === undefined ? options : { ...options, replicas };
    return commit(context, opened, { target, etag, parts: contents, options: chosen });
  });
}

export function deleteObjects(
  context: FilesContext,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  const { wallet, sessions, limits } = context;
  return asFiles({ bucket }, async () => {
    await requireBucket(context, bucket);
    for (let start = 0; start < keys.length; start += deletedMax) {
      const some = keys.slice(start, start + deletedMax);
      await sessions.run((session) => {
        const order = { wallet, bucket, keys: some, session: session.id };
        const patience = { timeoutMs: limits.commitTimeoutMs };
        return session.send([packMessage(MsgDeleteObjectsSchema, order)], patience);
      });
    }
  });
}

export type Commit = Readonly<{
  target: ObjectTarget;
  etag: string;
  parts: readonly PartContent[];
  options: PutOptions;
}>;

/** Makes an object visible once all of its slices are under custody; answers when a block holds it. */
export async function commit(
  context: FilesContext,
  opened: OpenBucket,
  { target, etag, parts, options }: Commit,
): Promise<ObjectInfo> {
  const { wallet, sessions, limits } = context;
  const { contentType = contentTypeDefault, metadata, signal } = options;
  const conditions = await chainConditions(context, opened, target, options);
  const replicas = await chooseReplicas(context, options);
  const modifiedMs = Date.now();
  const manifest = buildManifest({
    name: { wallet, ...target },
    attributes: { etag, contentType, metadata },
    parts,
    replicas,
    modifiedMs,
    ...(opened.key === undefined ? {} : { key: opened.key }),
  });

  const message = (session: Uint8Array): EncodedAny =>
    packMessage(MsgPutObjectSchema, { wallet, ...target, manifest, ...conditions, session });
  const patience = { timeoutMs: limits.commitTimeoutMs, signal };
  await sessions.run((session) => session.send([message(session.id)], patience), signal);
  const size = parts.reduce((total, part) => total + Number(part.size), 0);
  return { key: target.key, size, etag, contentType, metadata, modifiedMs, replicas };
}

async function upload(
  context: FilesContext,
  { key }: OpenBucket,
  body: Body,
  { size, signal, hold, ...options }: PartOptions & Readonly<{ hold: SessionHold }>,
): Promise<UploadedContent> {
  const replicas = await chooseReplicas(context, options);
  const { http, meta, sessions, budget, limits } = context;
  return uploadPart(body, {
    ...(key === undefined ? {} : { bucketKey: key }),
    ...(size === undefined ? {} : { size }),
    slicesInFlight: limits.slicesInFlight,
    budget,
    signal,
    send(stored, ended) {
      const sending: UploadContext = { http, meta, signal: ended };
      const putSlice = (session: Session) => {
        hold.add(session);
        return uploadSlice(sending, session, stored, replicas);
      };
      return sessions.run(putSlice, ended);
    },
  });
}

/** Refused here, a number of replicas costs no upload. */
async function chooseReplicas(
  { meta }: FilesContext,
  { replicas, signal }: Pick<PartOptions, "replicas" | "signal">,
): Promise<number> {
  const allowed = (await meta.rules(signal)).replicas;
  const chosen = replicas ?? allowed.default;
  if (Number.isInteger(chosen) && allowed.min <= chosen && chosen <= allowed.max) return chosen;
  const range = `${allowed.min} to ${allowed.max}`;
  throw new FilesError({ code: "replicas-out-of-range", asked: chosen, allowed: range });
}

async function chainConditions(
  context: FilesContext,
  opened: OpenBucket,
  { bucket, key }: ObjectTarget,
  options: PutOptions,
): Promise<ChainConditions> {
  const { ifMatch = "", ifNoneMatch = "", signal } = options;
  if (!needPresent(options, opened.record.plain)) return { ifMatch, ifNoneMatch };

  const record = await context.meta.object({ wallet: context.wallet, bucket, key }, signal);
  if (record === undefined) return conditionsOnVersion(options, undefined);
  const { etag } = openRecord(context, opened, record);
  return conditionsOnVersion(options, { etag, manifest: record.manifest });
}

function subjectOf(bucket: string, { replicas, ifMatch }: Partial<PutOptions>) {
  return {
    bucket,
    ...(replicas === undefined ? {} : { replicas }),
    ifMatch: ifMatch !== undefined,
  };
}
