import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Who may read a file: its owner alone for keys. */
export type FileMode = 0o600 | 0o644;

/** Replaces a file as a whole: a reader, or a crash, finds the old one or the new one. */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
  mode: FileMode,
): Promise<void> {
  const temporary = `${file}.${process.pid}.new`;
  const handle = await open(temporary, "w", mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  await syncFolder(dirname(file));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
