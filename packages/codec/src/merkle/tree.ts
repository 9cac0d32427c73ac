import { sha256 } from "#platform";
import { equalBytes } from "../bytes.ts";
import { innerHash, leafHash } from "./hash.ts";

/** Where a leaf stands, and the hashes beside its way up, lowest first. */
export type MerklePath = Readonly<{ index: number; leaves: number; hashes: readonly Uint8Array[] }>;

/** RFC 6962's root over the leaves' bytes; of none, sha256 of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return merkleRootOfHashes(leaves.map(leafHash));
}

/** The same over leaf hashes that are known already. */
export function merkleRootOfHashes(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.length === 0 ? sha256(new Uint8Array(0)) : rootBetween(hashes, 0, hashes.length);
}

/** The path of `leafHashes[index]`; `RangeError` where there is none. */
export function merklePath(leafHashes: readonly Uint8Array[], index: number): MerklePath {
  if (!Number.isInteger(index) || index < 0 || index >= leafHashes.length)
    throw new RangeError(`no leaf ${index} among ${leafHashes.length}`);

  const hashes: Uint8Array[] = [];
  let start = 0;
  let end = leafHashes.length;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      hashes.push(rootBetween(leafHashes, middle, end));
      end = middle;
    } else {
      hashes.push(rootBetween(leafHashes, start, middle));
      start = middle;
    }
  }
  return { index, leaves: leafHashes.length, hashes: hashes.reverse() };
}

/** Whether a tree of `root` holds the leaf at exactly that place. False, too, for a path of another length. */
export function verifyMerklePath(root: Uint8Array, leaf: Uint8Array, path: MerklePath): boolean {
  const computed = rootOfPath(leaf, path);
  return computed !== undefined && equalBytes(computed, root);
}

/** The root that a leaf hash and its path lead to; undefined where the path doesn't fit its place. */
export function rootOfPath(leaf: Uint8Array, path: MerklePath): Uint8Array | undefined {
  const { index, leaves, hashes } = path;
  if (!Number.isSafeInteger(leaves) || !Number.isSafeInteger(index)) return undefined;
  if (index < 0 || index >= leaves) return undefined;

  const turns = turnsTo(index, leaves);
  if (turns.length !== hashes.length || hashes.some((hash) => hash.length !== 32)) return undefined;
  return hashes.reduce(
    (node, beside, level) =>
      turns[level] === "left" ? innerHash(node, beside) : innerHash(beside, node),
    leaf,
  );
}

/** On which side the way up comes from, lowest first. */
function turnsTo(index: number, leaves: number): readonly ("left" | "right")[] {
  const turns: ("left" | "right")[] = [];
  let place = index;
  let count = leaves;
  while (count > 1) {
    const left = splitPoint(count);
    turns.push(place < left ? "left" : "right");
    if (place < left) count = left;
    else {
      place -= left;
      count -= left;
    }
  }
  return turns.reverse();
}

function rootBetween(hashes: readonly Uint8Array[], start: number, end: number): Uint8Array {
  const count = end - start;
  const only = hashes[start];
  if (only === undefined) throw new RangeError("a tree without leaves has no inner nodes");
  if (count === 1) return only;
  const middle = start + splitPoint(count);
  return innerHash(rootBetween(hashes, start, middle), rootBetween(hashes, middle, end));
}

/** The largest power of two below `count`. */
function splitPoint(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
