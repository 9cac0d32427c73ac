import { type FileHandle, mkdir, open, readdir, rename, rm, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { toHex } from "@stos/codec";
import type { SliceIndex } from "./slice-index.ts";
import { syncDirectory } from "./sync-directory.ts";

/** Slices with a file each, named by their id, in 256 folders. */
export type OwnFiles = Readonly<{
  /** A temporary file that becomes a slice by `publish`. */
  create(): Promise<TemporaryFile>;
  /** The temporary file's bytes are flushed, and so are its new name and folder when this answers. */
  publish(file: TemporaryFile, id: Uint8Array): Promise<void>;
  read(id: Uint8Array, target: Uint8Array, start: number): Promise<void>;
  remove(id: Uint8Array): Promise<void>;
  close(): Promise<void>;
}>;

export type TemporaryFile = Readonly<{ handle: FileHandle; path: string }>;

/** Handles that stay open between reads of one slice. */
const openMax = 64;

export async function openOwnFiles(directory: string, index: SliceIndex): Promise<OwnFiles> {
  const slices = join(directory, "slices");
  const temporary = join(directory, "incoming");
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  for (const folder of folders()) await mkdir(join(slices, folder), { recursive: true });
  await syncDirectory(slices);
  await syncDirectory(directory);
  await reconcile(slices, index);

  const handles = new Map<string, Promise<FileHandle>>();
  let made = 0;

  const pathOf = (id: Uint8Array) => {
    const name = toHex(id);
    return join(slices, name.slice(0, 2), name);
  };

  const handleOf = (path: string) => {
    const known = handles.get(path) ?? open(path, "r");
    handles.delete(path);
    handles.set(path, known);
    known.catch(() => handles.delete(path));
    if (handles.size > openMax) closeOldest(handles);
    return known;
  };

  return {
    async create() {
      made += 1;
      const path = join(temporary, `${made}`);
      return { handle: await open(path, "wx"), path };
    },
    async publish({ handle, path }, id) {
      await handle.datasync();
      await handle.close();
      const target = pathOf(id);
      await rename(path, target);
      await syncDirectory(join(target, ".."));
    },
    async read(id, target, start) {
      const handle = await handleOf(pathOf(id));
      for (let done = 0; done < target.length; ) {
        const { bytesRead } = await handle.read(target, done, target.length - done, start + done);
        if (bytesRead === 0) throw new RangeError("the slice's file is too short");
        done += bytesRead;
      }
    },
    async remove(id) {
      const path = pathOf(id);
      const known = handles.get(path);
      handles.delete(path);
      await unlink(path);
      // Reads in progress keep the handle alive until they answer: closing waits for them.
      await known?.then((handle) => handle.close());
    },
    async close() {
      for (const handle of handles.values()) await (await handle).close();
      handles.clear();
    },
  };
}

function closeOldest(handles: Map<string, Promise<FileHandle>>): void {
  for (const [path, handle] of handles) {
    handles.delete(path);
    void handle.then((open) => open.close()).catch(() => undefined);
    return;
  }
}

/** The folders are the truth, the index follows them. */
async function reconcile(slices: string, index: SliceIndex): Promise<void> {
  const found = new Set<string>();
  for (const folder of folders())
    for (const name of await readdir(join(slices, folder))) {
      if (!/^[0-9a-f]{64}$/.test(name)) continue;
      found.add(name);
      const id = new Uint8Array(Buffer.from(name, "hex"));
      if (index.get(id) !== undefined) continue;
      const { size } = await stat(join(slices, folder, name));
      index.apply({ put: [{ id, volume: 0, offset: 0, length: size }], removed: [] });
    }

  const indexed = index.inVolume(0, Number.MAX_SAFE_INTEGER);
  index.apply({
    put: [],
    removed: indexed.map(({ id }) => id).filter((id) => !found.has(toHex(id))),
  });
}

function folders(): readonly string[] {
  return Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, "0"));
}
