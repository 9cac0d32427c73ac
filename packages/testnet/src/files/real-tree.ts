import { copyFile, mkdir, opendir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Real files of this machine: the packages that the project itself is built from. */
const source = fileURLToPath(new URL("../../../../node_modules", import.meta.url));

const foundMax = 60_000;
/** The largest file that a tree takes. */
const fileBytesMax = 48 * 1024 * 1024;

export type TreeSize = Readonly<{ files: number; bytes: number }>;

type Found = Readonly<{ path: string; size: number }>;

/**
 * Copies at least `files` real files of at least `bytes` together into `to`: an even sample of all there are, and the largest on top
 * until the bytes are reached. Answers what it copied.
 */
export async function copyRealTree(to: string, wanted: TreeSize): Promise<TreeSize> {
  const found = (await regularFiles(source)).sort((a, b) => (a.path < b.path ? -1 : 1));
  if (found.length < wanted.files)
    throw new Error(`${source} has ${found.length} files where ${wanted.files} are wanted`);

  const chosen = new Map<string, Found>();
  for (let index = 0; index < wanted.files; index += 1) {
    const file = found[Math.floor((index * found.length) / wanted.files)];
    if (file !== undefined) chosen.set(file.path, file);
  }
  let bytes = [...chosen.values()].reduce((sum, { size }) => sum + size, 0);
  for (const file of found.toSorted((a, b) => b.size - a.size)) {
    if (bytes >= wanted.bytes) break;
    if (chosen.has(file.path)) continue;
    chosen.set(file.path, file);
    bytes += file.size;
  }
  if (bytes < wanted.bytes) throw new Error(`${source} has ${bytes} of ${wanted.bytes} bytes`);

  for (const { path } of chosen.values()) {
    const target = join(to, relative(source, path));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(path, target);
  }
  return { files: chosen.size, bytes };
}

async function regularFiles(root: string): Promise<Found[]> {
  const found: Found[] = [];
  const folders = [root];
  for (const folder of folders) {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== ".cache") folders.push(path);
      if (!entry.isFile()) continue;
      const { size } = await stat(path);
      if (size <= fileBytesMax && found.length < foundMax) found.push({ path, size });
    }
  }
  return found;
}
