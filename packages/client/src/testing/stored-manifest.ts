import { toBase64 } from "@stos/codec";

/** An object as the twin of the meta chain holds it. */
export type StoredManifest = Readonly<{ manifest: Uint8Array; modifiedMs: number }>;

/** As its REST prints it. */
export function objectJson(key: string, { manifest, modifiedMs }: StoredManifest) {
  return { key, manifest: toBase64(manifest), modified_ms: modifiedMs };
}

/** All below a prefix, on one page. */
export function listJson(objects: ReadonlyMap<string, StoredManifest>, prefix: string) {
  const found = [...objects].filter(([key]) => key.startsWith(prefix));
  return {
    objects: found.map(([key, object]) => objectJson(key, object)),
    common_prefixes: [],
    next: "",
  };
}
