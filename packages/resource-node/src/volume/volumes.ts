import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { DiskHealth } from "./disk-health.ts";
import { encodeRecord, recordBytes, recordHeadBytes, type VolumeRecord } from "./record.ts";
import type { IndexedSlice, SliceIndex, SlicePlace } from "./slice-index.ts";
import { syncDirectory } from "./sync-directory.ts";
import { openVolumeFile, type VolumeFile } from "./volume-file.ts";

/** The packed slices of one disk: numbered append-only volumes, of which the last one grows. */
export type Volumes = Readonly<{
  /** Resolves when the record is on disk and in the index. Writers that wait together share one flush. */
  append(record: VolumeRecord, accepts?: () => boolean): Promise<void>;
  /** Bytes from `start` of the slice at `place`. */
  read(place: SlicePlace, target: Uint8Array, start: number): Promise<void>;
  /** Bytes of all logs, dead records included. */
  logBytes(): number;
  /** Copies what lives of the volume that is mostly dead, if there is one, and removes it. Answers whether it did. */
  compact(): Promise<boolean>;
  close(): Promise<void>;
}>;

type Waiting = Readonly<{
  record: VolumeRecord;
  /** Whether the index shall still take it when it is on disk: a copy mustn't bring back what was deleted meanwhile. */
  accepts: () => boolean;
  resolve: () => void;
  reject: (error: Error) => void;
}>;

type OpenVolume = { readonly file: VolumeFile; end: number };

/** Bytes that one flush covers at most, above a single record. */
const batchBytesMax = 16 * 1024 * 1024;

export async function openVolumes({
  directory,
  volumeBytes,
  index,
  disk,
}: Readonly<{
  directory: string;
  volumeBytes: number;
  index: SliceIndex;
  disk: DiskHealth;
}>): Promise<Volumes> {
  const volumes = new Map<number, OpenVolume>();
  for (const number of await volumeNumbers(directory))
    volumes.set(number, await recover(await openAt(directory, number), index));

  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let compacting: Promise<boolean> | undefined;

  const newest = () => Math.max(0, ...volumes.keys());

  const volumeFor = async (size: number): Promise<OpenVolume> => {
    const current = volumes.get(newest());
    if (current !== undefined && (current.end === 0 || current.end + size <= volumeBytes))
      return current;
    const opened = { file: await openAt(directory, newest() + 1), end: 0 };
    await syncDirectory(directory);
    volumes.set(opened.file.number, opened);
    return opened;
  };

  const writeBatch = async (batch: readonly Waiting[]) => {
    const volume = await volumeFor(batchSize(batch));
    try {
      await volume.file.append(
        batch.flatMap(({ record }) => encodeRecord(record)),
        volume.end,
      );
      volume.end = indexBatch(batch, volume);
    } catch (error) {
      // Neither half a batch nor one that its writers are told has failed comes back after a restart.
      await volume.file.truncate(volume.end);
      throw error;
    }
  };

  /** Answers where the log ends now. */
  const indexBatch = (batch: readonly Waiting[], volume: OpenVolume): number => {
    const put: IndexedSlice[] = [];
    const removed: Uint8Array[] = [];
    let end = volume.end;
    for (const { record, accepts } of batch) {
      const length = lengthOf(record);
      if (record.kind === "tombstone") removed.push(record.id);
      else if (accepts())
        put.push({ id: record.id, volume: volume.file.number, offset: end, length });
      end += recordBytes(length);
    }
    index.apply({ put, removed, log: { volume: volume.file.number, end } });
    return end;
  };

  const writeAll = async () => {
    while (waiting.length > 0) {
      const batch = takeBatch(waiting);
      waiting = waiting.slice(batch.length);
      try {
        await writeBatch(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        const refusal = disk.failed(error);
        for (const { reject } of batch) reject(refusal);
      }
    }
    writing = undefined;
  };

  const append = (record: VolumeRecord, accepts: () => boolean = () => true) =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ record, accepts, resolve, reject });
      writing ??= writeAll();
    });

  const read = async ({ volume, offset }: SlicePlace, target: Uint8Array, start: number) => {
    const open = volumes.get(volume);
    if (open === undefined) throw new RangeError(`there is no volume ${volume}`);
    await open.file.read(target, offset + recordHeadBytes + start);
  };

  const moveSlice = async (slice: IndexedSlice) => {
    const bytes = Buffer.allocUnsafe(slice.length);
    await read(slice, bytes, 0);
    const isStillThere = () => {
      const place = index.get(slice.id);
      return place?.volume === slice.volume && place.offset === slice.offset;
    };
    await append({ kind: "slice", id: slice.id, bytes }, isStillThere);
  };

  const compactVolume = async (volume: OpenVolume) => {
    const { number } = volume.file;
    for (;;) {
      const [slice] = index.inVolume(number, 1);
      if (slice === undefined) break;
      await moveSlice(slice);
    }
    // A tombstone outlives its volume as long as an older one may hold what it deletes.
    const hasOlder = [...volumes.keys()].some((other) => other < number);
    if (hasOlder)
      for (const id of await tombstones(volume.file))
        if (index.get(id) === undefined) await append({ kind: "tombstone", id });

    volumes.delete(number);
    index.forgetVolume(number);
    await volume.file.remove();
  };

  const compact = async () => {
    const last = newest();
    for (const volume of volumes.values()) {
      const { number } = volume.file;
      if (number === last || index.liveBytes(number) * 2 >= volume.end) continue;
      await compactVolume(volume);
      return true;
    }
    return false;
  };

  return {
    append,
    read,
    logBytes: () => [...volumes.values()].reduce((total, { end }) => total + end, 0),
    compact() {
      compacting ??= compact().finally(() => {
        compacting = undefined;
      });
      return compacting;
    },
    async close() {
      await compacting;
      await writing;
      for (const { file } of volumes.values()) await file.close();
    },
  };
}

/** Brings the index up to the log's end, and cuts off what a crash tore. */
async function recover(file: VolumeFile, index: SliceIndex): Promise<OpenVolume> {
  const put = new Map<string, IndexedSlice>();
  const removed = new Map<string, Uint8Array>();
  const end = await file.scan(index.logEnd(file.number), (head, offset) => {
    const name = Buffer.from(head.id).toString("latin1");
    put.delete(name);
    removed.delete(name);
    if (head.kind === "tombstone") removed.set(name, head.id);
    else put.set(name, { id: head.id, volume: file.number, offset, length: head.length });
  });
  await file.truncate(end);
  index.apply({
    put: [...put.values()],
    removed: [...removed.values()],
    log: { volume: file.number, end },
  });
  return { file, end };
}

async function tombstones(file: VolumeFile): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = [];
  await file.scan(0, ({ kind, id }) => {
    if (kind === "tombstone") found.push(id);
  });
  return found;
}

function takeBatch(waiting: readonly Waiting[]): readonly Waiting[] {
  let size = 0;
  const count = waiting.findIndex(({ record }, index) => {
    size += recordBytes(lengthOf(record));
    return index > 0 && size > batchBytesMax;
  });
  return count === -1 ? waiting : waiting.slice(0, count);
}

function batchSize(batch: readonly Waiting[]): number {
  return batch.reduce((size, { record }) => size + recordBytes(lengthOf(record)), 0);
}

function lengthOf(record: VolumeRecord): number {
  return record.kind === "slice" ? record.bytes.length : 0;
}

async function volumeNumbers(directory: string): Promise<readonly number[]> {
  const names = await readdir(directory);
  return names
    .map((name) => Number(/^(\d{8})\.volume$/.exec(name)?.[1] ?? Number.NaN))
    .filter((number) => Number.isInteger(number))
    .sort((a, b) => a - b);
}

function openAt(directory: string, number: number): Promise<VolumeFile> {
  return openVolumeFile(join(directory, `${`${number}`.padStart(8, "0")}.volume`), number);
}
