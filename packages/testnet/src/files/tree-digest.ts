import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { opendir } from "node:fs/promises";
import { join, relative } from "node:path";

/** Every file below a folder by its path, with its SHA-256 in hex: two equal trees are equal byte for byte. */
export async function treeDigest(root: string): Promise<Readonly<Record<string, string>>> {
  const digests: [string, string][] = [];
  for await (const entry of await opendir(root, { recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    digests.push([relative(root, path), await fileDigest(path)]);
  }
  return Object.fromEntries(digests.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export async function fileDigest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
