import type { KeyValueStore, RowRange } from "./key-value.ts";

type Entry = readonly [key: string, value: Buffer];

/** Sorted; never changed in place, so that a reader keeps what it began with. */
type Chunk = readonly Entry[];

const chunkEntriesMax = 512;

/** The rows in memory: latin1 text sorts as its bytes do. */
export function memoryKeyValue(): KeyValueStore {
  let chunks: readonly Chunk[] = [];

  return {
    get: (key) => find(chunks, latin1(key)),
    getMany: async (keys) => keys.map((key) => find(chunks, latin1(key))),
    entries: (range) => iterate(chunks, range),
    async write(rows) {
      const changes = new Map<string, Buffer | undefined>();
      for (const [key, value] of rows) changes.set(latin1(key), value && Buffer.from(value));
      chunks = merge(
        chunks,
        [...changes].sort(([a], [b]) => (a < b ? -1 : 1)),
      );
    },
    async close() {
      chunks = [];
    },
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function find(chunks: readonly Chunk[], key: string): Buffer | undefined {
  const chunk = chunks[chunkOf(chunks, key)];
  if (chunk === undefined) return undefined;
  const found = chunk[firstNotBefore(chunk, key)];
  return found?.[0] === key ? found[1] : undefined;
}

/** The last chunk that begins at or before the key; the first where none does. */
function chunkOf(chunks: readonly Chunk[], key: string): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((chunks[middle]?.[0]?.[0] ?? "") <= key) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}

function firstNotBefore(chunk: Chunk, key: string): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((chunk[middle]?.[0] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Change = readonly [key: string, value: Buffer | undefined];

function merge(chunks: readonly Chunk[], changes: readonly Change[]): readonly Chunk[] {
  const byChunk = new Map<number, Change[]>();
  for (const change of changes) {
    const place = chunkOf(chunks, change[0]);
    const group = byChunk.get(place);
    if (group === undefined) byChunk.set(place, [change]);
    else group.push(change);
  }
  if (chunks.length === 0) return split(mergeChunk([], changes));
  return chunks.flatMap((chunk, place) => {
    const group = byChunk.get(place);
    return group === undefined ? [chunk] : split(mergeChunk(chunk, group));
  });
}

function mergeChunk(chunk: Chunk, changes: readonly Change[]): Chunk {
  const merged: Entry[] = [];
  let read = 0;
  for (const [key, value] of changes) {
    while (read < chunk.length) {
      const entry = chunk[read];
      if (entry === undefined || entry[0] >= key) break;
      merged.push(entry);
      read += 1;
    }
    if (chunk[read]?.[0] === key) read += 1;
    if (value !== undefined) merged.push([key, value]);
  }
  for (const entry of chunk.slice(read)) merged.push(entry);
  return merged;
}

function split(chunk: Chunk): readonly Chunk[] {
  const parts: Chunk[] = [];
  const size = chunk.length > chunkEntriesMax ? chunkEntriesMax / 2 : chunkEntriesMax;
  for (let from = 0; from < chunk.length; from += size) parts.push(chunk.slice(from, from + size));
  return parts;
}

async function* iterate(
  chunks: readonly Chunk[],
  { gte, lt, reverse, limit }: RowRange,
): AsyncIterable<readonly [Buffer, Buffer]> {
  let left = limit === 0 ? Number.POSITIVE_INFINITY : limit;
  const step = reverse ? -1 : 1;
  const from = latin1(gte);
  const to = latin1(lt);
  const start = chunkOf(chunks, reverse ? to : from);
  for (let place = start; place >= 0 && place < chunks.length; place += step) {
    const chunk = chunks[place] ?? [];
    const inside = chunk.slice(firstNotBefore(chunk, from), firstNotBefore(chunk, to));
    for (const [key, value] of reverse ? inside.reverse() : inside) {
      if (left <= 0) return;
      left -= 1;
      yield [Buffer.from(key, "latin1"), value];
    }
    const beyond = reverse ? chunks[place]?.[0]?.[0] : chunks[place + 1]?.[0]?.[0];
    if (beyond === undefined || (reverse ? beyond < from : beyond >= to)) return;
  }
}
