import { sha256 } from "#platform";
import { innerHash } from "../merkle/hash.ts";

/** The root of a module's tree without entries, and an empty subtree. */
export const emptyRoot = new Uint8Array(32);

/** Where an entry stands in its module's tree: sha256(key), most significant bit first. */
export function entryPath(key: Uint8Array): Uint8Array {
  return sha256(key);
}

/** sha256(0x00 ‖ sha256(key) ‖ sha256(value)): the hash of one entry; `path` is `entryPath(key)`. */
export function entryHash(path: Uint8Array, value: Uint8Array): Uint8Array {
  const leaf = new Uint8Array(65);
  leaf.set(path, 1);
  leaf.set(sha256(value), 33);
  return sha256(leaf);
}

/** A node with one empty child is the other child; otherwise sha256(0x01 ‖ left ‖ right). */
export function branchHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (isEmpty(left)) return right;
  if (isEmpty(right)) return left;
  return innerHash(left, right);
}

/** Bit `depth` of a path, 0 being the most significant. */
export function pathBit(path: Uint8Array, depth: number): 0 | 1 {
  return (((path[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1) === 1 ? 1 : 0;
}

function isEmpty(hash: Uint8Array): boolean {
  return hash === emptyRoot || hash.every((byte) => byte === 0);
}
