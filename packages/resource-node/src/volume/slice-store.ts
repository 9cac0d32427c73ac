import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { toHex } from "@stos/codec";
import { digestSlice } from "@stos/storage";
import { NodeError } from "../node-error.ts";
import { createBufferPool } from "./buffer-pool.ts";
import { createDiskHealth, type DiskState } from "./disk-health.ts";
import { openOwnFiles } from "./own-files.ts";
import { packedBytesMax, recordBytes } from "./record.ts";
import {
  type AgedSlice,
  openSliceIndex,
  type SliceOrigin,
  type SlicePlace,
} from "./slice-index.ts";
import { createFileReceiver, createPackedReceiver, type SliceReceiver } from "./slice-receiver.ts";
import { openVolumes } from "./volumes.ts";

/** All slices of a node on one disk. */
export type SliceStore = Readonly<{
  capacity: number;
  /** Bytes taken, dead records and slices on their way included. */
  used(): number;
  state(): DiskState;
  slices(): number;
  find(id: Uint8Array): SlicePlace | undefined;
  /** Reserves room until the receiver ends. Throws `NodeError` disk-full, read-only. */
  receive(size: number): Promise<SliceReceiver>;
  /** Fills `target` from `start` of the slice. Throws `NodeError` slice-missing, slice-damaged. */
  read(id: Uint8Array, target: Uint8Array, start: number): Promise<void>;
  remove(id: Uint8Array): Promise<void>;
  setOrigin(origin: SliceOrigin): void;
  /** Slices whose origin is older than `epoch`, in the order of ids behind `after`. */
  aged(epoch: number, after: Uint8Array, limit: number): readonly AgedSlice[];
  /** Reads the next slice behind `after` whole and answers its id; undefined at the end. Notes a damaged one. */
  scrubNext(after: Uint8Array): Promise<Uint8Array | undefined>;
  /** Hex ids that a read or the scrubber found damaged, the first 1,000. */
  damaged(): readonly string[];
  compact(): Promise<boolean>;
  close(): Promise<void>;
}>;

export type SliceStoreOptions = Readonly<{
  directory: string;
  /** Bytes. */
  capacity: number;
  /** Bytes of a volume at most; default 256 MiB. */
  volumeBytes?: number;
}>;

const damagedMax = 1_000;

export async function openSliceStore(options: SliceStoreOptions): Promise<SliceStore> {
  const { directory, capacity, volumeBytes = 256 * 1024 * 1024 } = options;
  const volumeDirectory = join(directory, "volumes");
  await mkdir(volumeDirectory, { recursive: true });
  const index = openSliceIndex(join(directory, "index.sqlite"));
  const disk = createDiskHealth();
  const volumes = await openVolumes({ directory: volumeDirectory, volumeBytes, index, disk });
  const files = await openOwnFiles(directory, index);
  const pool = createBufferPool(32);
  const damaged = new Set<string>();
  let ownFileBytes = index.ownFileBytes();
  let reserved = 0;

  const used = () => volumes.logBytes() + ownFileBytes + reserved;

  const noteDamage = (id: Uint8Array) => {
    if (damaged.size < damagedMax) damaged.add(toHex(id));
    return new NodeError({ code: "slice-damaged" });
  };

  const readAt = async (id: Uint8Array, place: SlicePlace, target: Uint8Array, start: number) => {
    if (place.volume === 0) await files.read(id, target, start);
    else await volumes.read(place, target, start);
  };

  const read = async (id: Uint8Array, target: Uint8Array, start: number) => {
    const place = index.get(id);
    if (place === undefined) throw new NodeError({ code: "slice-missing" });
    try {
      await readAt(id, place, target, start);
    } catch (error) {
      // Compaction or collection may have moved it between the look-up and the read.
      const now = index.get(id);
      if (now === undefined) throw new NodeError({ code: "slice-missing" });
      if (now.volume === place.volume && now.offset === place.offset) throw damageOf(error, id);
      await readAt(id, now, target, start);
    }
  };

  const damageOf = (error: unknown, id: Uint8Array) => {
    disk.failed(error);
    return noteDamage(id);
  };

  const commit = async (receiver: SliceReceiver, id: Uint8Array, size: number) => {
    const known = index.get(id);
    if (known !== undefined && !damaged.has(toHex(id))) return receiver.abort();
    try {
      await receiver.commit(id);
    } catch (error) {
      throw disk.failed(error);
    }
    damaged.delete(toHex(id));
    if (size <= packedBytesMax) return;
    // Two uploads of one slice may end together: it counts once.
    const isNew = index.get(id) === undefined;
    try {
      index.apply({ put: [{ id, volume: 0, offset: 0, length: size }], removed: [] });
    } catch (error) {
      // Its writer is told that it failed, so its file mustn't stay and take the room that is missing.
      if (isNew) await files.remove(id).catch(() => undefined);
      throw disk.failed(error);
    }
    if (isNew) ownFileBytes += size;
  };

  return {
    capacity,
    used,
    state: () => (disk.state() === "ready" && used() >= capacity ? "full" : disk.state()),
    slices: () => index.count(),
    find: (id) => index.get(id),
    async receive(size) {
      disk.requireWritable();
      const room = size <= packedBytesMax ? recordBytes(size) : size;
      if (used() + room > capacity) throw new NodeError({ code: "disk-full" });
      reserved += room;
      let isOpen = true;
      const release = () => {
        if (isOpen) reserved -= room;
        isOpen = false;
      };
      const receiver = await begin(size).catch((error: unknown) => {
        release();
        throw disk.failed(error);
      });
      return {
        write: (piece) =>
          receiver.write(piece).catch((error: unknown) => {
            throw disk.failed(error);
          }),
        digest: receiver.digest,
        commit: (id) => commit(receiver, id, size).finally(release),
        abort: () => receiver.abort().finally(release),
      };
    },
    read,
    async remove(id) {
      const place = index.get(id);
      if (place === undefined) return;
      damaged.delete(toHex(id));
      if (place.volume !== 0) return volumes.append({ kind: "tombstone", id });
      await files.remove(id);
      index.apply({ put: [], removed: [id] });
      ownFileBytes -= place.length;
    },
    setOrigin(origin) {
      try {
        index.setOrigin(origin);
      } catch (error) {
        throw disk.failed(error);
      }
    },
    aged: index.originsBefore,
    async scrubNext(after) {
      const [next] = index.page(after, 1);
      if (next === undefined) return undefined;
      const bytes = Buffer.allocUnsafe(next.length);
      const isRead = await read(next.id, bytes, 0).then(
        () => true,
        () => false,
      );
      if (isRead && Buffer.compare(digestSlice(bytes).id, next.id) !== 0) noteDamage(next.id);
      return next.id;
    },
    damaged: () => [...damaged],
    compact: volumes.compact,
    async close() {
      await volumes.close();
      await files.close();
      index.close();
    },
  };

  function begin(size: number): Promise<SliceReceiver> {
    return size <= packedBytesMax
      ? Promise.resolve(createPackedReceiver(size, volumes))
      : createFileReceiver(files, pool);
  }
}
