import { open } from "node:fs/promises";

/** Flushes a directory: a name made, changed or removed in it survives a crash from then on. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
