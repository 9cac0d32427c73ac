import type { KeyObject } from "node:crypto";
import { toHex } from "@stos/codec";
import {
  type ChunkRead,
  type ChunkReader,
  createEncryptedReader,
  createPlainReader,
  planRange,
  StorageError,
  type StoredObject,
} from "@stos/storage";
import { FilesError } from "../files/files-error.ts";
import type { HttpClient } from "../http/http-client.ts";
import { reasonOf } from "../http/http-client.ts";
import { NetworkError } from "../network-error.ts";
import type { AssignedNode } from "../session/assignment-pool.ts";
import type { Session } from "../session/session.ts";
import { readChunks, readLeaves } from "./read-chunks.ts";

/** One slice's nodes, in the order drawn. */
export type ReadAssignment = Readonly<{
  session: Session;
  /** The slice's id in hex. */
  slice: string;
  number: number;
  nodes: readonly AssignedNode[];
}>;

export type SliceReading = Readonly<{
  http: HttpClient;
  object: StoredObject;
  read: ChunkRead;
  /** Where the read begins in the object's plaintext. */
  start: number;
  /** The part's key; absent in a plain object. */
  key?: KeyObject;
  assignment: ReadAssignment;
  /** Draws anew from `first` on, where no node of the first draw can be read. */
  reassign(range: Readonly<{ first: number; last: number }>): Promise<ReadAssignment>;
  signal?: AbortSignal | undefined;
}>;

/**
 * The plaintext of one slice's share of a range. A node that fails or sends wrong bytes is left for the next one, at the
 * first chunk that isn't verified yet. Throws `FilesError` data-unavailable where none is left.
 */
export async function* readSlice(reading: SliceReading): AsyncGenerator<Uint8Array> {
  const { read, start, signal } = reading;
  const last = start + read.take - 1;
  let position = start;
  let reason = "no node holds it";
  let assignment = reading.assignment;

  for (let draw = 1; draw <= 2; draw += 1) {
    for (const node of assignment.nodes) {
      try {
        for await (const piece of readFrom(reading, assignment, node, { first: position, last })) {
          position += piece.length;
          yield piece;
        }
        return;
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof NetworkError || error instanceof StorageError)) throw error;
        reason = error.message;
        reportFailure(assignment, node, error);
      }
    }
    if (draw === 1) assignment = await reading.reassign({ first: position, last });
  }
  throw new FilesError({ code: "data-unavailable", reason });
}

async function* readFrom(
  { http, object, key, signal }: SliceReading,
  { session, number }: ReadAssignment,
  node: AssignedNode,
  range: Readonly<{ first: number; last: number }>,
): AsyncGenerator<Uint8Array> {
  const [read] = planRange(object, range);
  if (read === undefined) return;
  const slice = toHex(read.slice.id);
  const reader = await openReader();
  const { storedFirst, storedLast } = read;
  const request = { slice, number, storedFirst, storedLast };
  for await (const stored of readChunks(http, session, node, request, signal))
    yield* reader.update(stored);
  yield* reader.finish();

  async function openReader(): Promise<ChunkReader> {
    if (read === undefined) throw new RangeError("nothing to read");
    if (key !== undefined) return createEncryptedReader(read, key);
    // The only chunk's hash is the slice's id itself.
    if (read.slice.size <= 65_536) return createPlainReader(read, read.slice.id);
    return createPlainReader(read, await readLeaves(http, node, slice, signal));
  }
}

function reportFailure(
  { session, number }: ReadAssignment,
  { node }: AssignedNode,
  error: Error,
): void {
  const reason = reasonOf(error).slice(0, 200);
  session.issuer.ask({ kind: "failed", number, node, reason }).catch(() => undefined);
}
