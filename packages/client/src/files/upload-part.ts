import { createHash, type KeyObject } from "node:crypto";
import {
  type BucketKey,
  createPartEncryptor,
  createPartKey,
  createSliceHasher,
  encryptedBytes,
  objectSlicesMax,
  type PartContent,
  type SliceContent,
  sliceBytesMax,
  wrapPartKey,
} from "@stos/storage";
import type { StoredBytes } from "../node/upload-slice.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { FilesError } from "./files-error.ts";
import type { Body } from "./object-store.ts";

export type PartUpload = Readonly<{
  /** Absent in a plain bucket. */
  bucketKey?: BucketKey;
  /** Plaintext bytes where they are known. */
  size?: number;
  /** Slices of this part on their way at once. */
  slicesInFlight: number;
  budget: ByteBudget;
  send(stored: StoredBytes, signal: AbortSignal): Promise<SliceContent>;
  signal?: AbortSignal | undefined;
}>;

export type UploadedContent = Readonly<{ part: PartContent; md5: Uint8Array; size: number }>;

/**
 * Body → encryption → slices of at most 16 MiB, a few of them on their way while the next is filled. Whatever fails ends
 * all of it, and nothing of it is visible. Throws `FilesError` size-differs, object-too-large and what `send` throws.
 */
export async function uploadPart(body: Body, upload: PartUpload): Promise<UploadedContent> {
  const { bucketKey, size, signal, send, budget, slicesInFlight } = upload;
  const failing = new AbortController();
  const ended = signal === undefined ? failing.signal : AbortSignal.any([failing.signal, signal]);
  const md5 = createHash("md5");
  const partKey = bucketKey === undefined ? undefined : createPartKey();
  const sent: Promise<SliceContent>[] = [];
  const inFlight = new Set<Promise<unknown>>();
  let received = 0;

  const countedBody = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of body) {
      ended.throwIfAborted();
      received += piece.length;
      if (size !== undefined && received > size) throw sizeDiffers(size, received);
      md5.update(piece);
      yield piece;
    }
  };

  try {
    const slices = cutSlices(storedBytes(countedBody(), partKey), () =>
      budget.take(sliceReservation(size, partKey), ended),
    );
    for await (const { stored, reserved } of slices) {
      if (sent.length === objectSlicesMax)
        throw new FilesError({ code: "object-too-large", limit: objectSlicesMax * sliceBytesMax });
      const sending = send(stored, ended).finally(() => reserved[Symbol.dispose]());
      sent.push(sending);
      const done = sending
        .catch((error: unknown) => failing.abort(error))
        .finally(() => inFlight.delete(done));
      inFlight.add(done);
      while (inFlight.size >= slicesInFlight) await Promise.race(inFlight);
      ended.throwIfAborted();
    }
    if (size !== undefined && received !== size) throw sizeDiffers(size, received);
    const contents = await Promise.all(sent);
    const digest = md5.digest();
    const wrappedKey =
      bucketKey === undefined || partKey === undefined
        ? new Uint8Array(0)
        : wrapPartKey(bucketKey, partKey);
    const part = { size: BigInt(received), wrappedKey, slices: contents, md5: digest };
    return { part, md5: digest, size: received };
  } catch (error) {
    failing.abort(error);
    await Promise.allSettled(sent);
    throw error;
  }
}

/** Chunks as they are stored. */
async function* storedBytes(body: Body, key: KeyObject | undefined): AsyncGenerator<Uint8Array> {
  if (key === undefined) {
    yield* body;
    return;
  }
  const encryptor = createPartEncryptor(key);
  for await (const piece of body) yield* encryptor.update(piece);
  yield* encryptor.finish();
}

type CutSlice = Readonly<{ stored: StoredBytes; reserved: Disposable }>;

/** Slices as they fill up; memory is reserved before a slice's first byte is kept. */
async function* cutSlices(
  chunks: AsyncIterable<Uint8Array>,
  reserve: () => Promise<Disposable>,
): AsyncGenerator<CutSlice> {
  let filling: { pieces: Uint8Array[]; size: number; reserved: Disposable } | undefined;
  try {
    for await (const chunk of chunks) {
      for (let offset = 0; offset < chunk.length; ) {
        filling ??= { pieces: [], size: 0, reserved: await reserve() };
        const end = Math.min(chunk.length, offset + sliceBytesMax - filling.size);
        filling.pieces.push(chunk.subarray(offset, end));
        filling.size += end - offset;
        offset = end;
        if (filling.size === sliceBytesMax) {
          const full = filling;
          filling = undefined;
          yield { stored: hashed(full.pieces), reserved: full.reserved };
        }
      }
    }
    if (filling === undefined) return;
    const last = filling;
    filling = undefined;
    yield { stored: hashed(last.pieces), reserved: last.reserved };
  } finally {
    filling?.reserved[Symbol.dispose]();
  }
}

function hashed(pieces: readonly Uint8Array[]): StoredBytes {
  const hasher = createSliceHasher();
  for (const piece of pieces) hasher.update(piece);
  return { pieces, digest: hasher.digest() };
}

/** What one slice takes at most. */
function sliceReservation(size: number | undefined, key: KeyObject | undefined): number {
  if (size === undefined) return sliceBytesMax;
  return Math.min(sliceBytesMax, key === undefined ? size : encryptedBytes(size));
}

function sizeDiffers(expected: number, received: number): FilesError {
  return new FilesError({ code: "size-differs", expected, received });
}
