import { unlink } from "node:fs/promises";
import { createSliceHasher, type SliceDigest } from "@stos/storage";
import { type BufferPool, pooledBytes } from "./buffer-pool.ts";
import type { OwnFiles, TemporaryFile } from "./own-files.ts";
import type { Volumes } from "./volumes.ts";

/** One slice on its way to the disk: hashed and written as it comes. */
export type SliceReceiver = Readonly<{
  write(piece: Uint8Array): Promise<void>;
  digest(): SliceDigest;
  /** Makes the slice durable and readable under its id, which `digest` answered. */
  commit(id: Uint8Array): Promise<void>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}>;

/** For a slice that is packed into a volume: gathered in memory. */
export function createPackedReceiver(size: number, volumes: Volumes): SliceReceiver {
  const hasher = createSliceHasher();
  const bytes = Buffer.allocUnsafe(size);
  let received = 0;
  return {
    async write(piece) {
      bytes.set(piece, received);
      received += piece.length;
      hasher.update(piece);
    },
    digest: hasher.digest,
    commit: (id) => volumes.append({ kind: "slice", id, bytes }),
    async abort() {},
  };
}

/** For a slice with a file of its own: written by the mebibyte while the next one fills. */
export async function createFileReceiver(
  files: OwnFiles,
  pool: BufferPool,
): Promise<SliceReceiver> {
  const hasher = createSliceHasher();
  const file = await files.create();
  let buffer = pool.take();
  let filled = 0;
  let position = 0;
  let writing: Promise<void> = Promise.resolve();

  const flush = async () => {
    await writing;
    const full = buffer;
    const end = filled;
    const at = position;
    buffer = pool.take();
    filled = 0;
    position += end;
    writing = writeAt(file, full.subarray(0, end), at).finally(() => pool.give(full));
    // The failure is met by whoever awaits next; this keeps it from counting as unhandled till then.
    writing.catch(() => undefined);
  };

  return {
    async write(piece) {
      hasher.update(piece);
      for (let offset = 0; offset < piece.length; ) {
        const end = Math.min(piece.length, offset + pooledBytes - filled);
        buffer.set(piece.subarray(offset, end), filled);
        filled += end - offset;
        offset = end;
        if (filled === pooledBytes) await flush();
      }
    },
    digest: hasher.digest,
    async commit(id) {
      if (filled > 0) await flush();
      await writing;
      pool.give(buffer);
      await files.publish(file, id);
    },
    async abort() {
      await writing.catch(() => undefined);
      await file.handle.close().catch(() => undefined);
      await unlink(file.path).catch(() => undefined);
    },
  };
}

async function writeAt({ handle }: TemporaryFile, bytes: Uint8Array, position: number) {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
