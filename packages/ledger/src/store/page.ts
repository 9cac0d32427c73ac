import { type Digest, emptyDigest, innerDigest } from "./digest.ts";
import { bitAt, firstDifference } from "./position.ts";

/**
 * What a row of the tree holds: the leaves below one position, or, where somebody has ground out more than 64 of them, the two halves that
 * have rows of their own.
 */
export type Page = LeafPage | BranchPage;
export type LeafPage = Readonly<{ kind: "leaves"; root: Digest; leaves: Buffer }>;
export type BranchPage = Readonly<{
  kind: "branch";
  root: Digest;
  count: number;
  left: Digest;
  right: Digest;
}>;

/** 32-byte path ‖ 32-byte leaf digest, sorted by path. */
export const leafBytes = 64;

export const emptyPage: LeafPage = { kind: "leaves", root: emptyDigest, leaves: Buffer.alloc(0) };

export function leafCount(leaves: Buffer): number {
  return leaves.length / leafBytes;
}

const leavesKind = 0;
const branchKind = 1;

/** u8 kind ‖ 32-byte root ‖ leaves, or ‖ u32 count ‖ left ‖ right. */
export function encodePage(page: Page): Buffer {
  const isLeaves = page.kind === "leaves";
  const bytes = Buffer.allocUnsafe(33 + (isLeaves ? page.leaves.length : 68));
  bytes[0] = isLeaves ? leavesKind : branchKind;
  bytes.write(page.root, 1, "latin1");
  if (page.kind === "leaves") {
    page.leaves.copy(bytes, 33);
    return bytes;
  }
  bytes.writeUInt32BE(page.count, 33);
  bytes.write(page.left, 37, "latin1");
  bytes.write(page.right, 69, "latin1");
  return bytes;
}

export function decodePage(bytes: Buffer | undefined): Page {
  if (bytes === undefined) return emptyPage;
  const root = bytes.toString("latin1", 1, 33);
  if (bytes[0] === leavesKind) return { kind: "leaves", root, leaves: bytes.subarray(33) };
  return {
    kind: "branch",
    root,
    count: bytes.readUInt32BE(33),
    left: bytes.toString("latin1", 37, 69),
    right: bytes.toString("latin1", 69, 101),
  };
}

/** The root over the leaves from `from` to before `to`: n − 1 hashes. */
export function leavesRoot(leaves: Buffer, from: number, to: number): Digest {
  if (to === from) return emptyDigest;
  if (to - from === 1) return leaves.toString("latin1", from * leafBytes + 32, to * leafBytes);
  const middle = leavesMiddle(leaves, from, to);
  return innerDigest(leavesRoot(leaves, from, middle), leavesRoot(leaves, middle, to));
}

/** Where the right half of two or more leaves begins: at the first bit that they don't share. */
export function leavesMiddle(leaves: Buffer, from: number, to: number): number {
  const bit = firstDifference(leaves, from * leafBytes, leaves, (to - 1) * leafBytes);
  return leavesSplit(leaves, from, to, bit);
}

/** The first leaf with the bit set, among leaves that share the bits before it. */
export function leavesSplit(leaves: Buffer, from: number, to: number, bit: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bitAt(leaves, middle * leafBytes * 8 + bit) === 1) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first leaf whose path isn't before `path`. */
export function leafPosition(leaves: Buffer, path: Buffer): number {
  let low = 0;
  let high = leafCount(leaves);
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = middle * leafBytes;
    if (leaves.compare(path, 0, 32, start, start + 32) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A leaf to set, or to take away where `leaf` is undefined. */
export type LeafChange = Readonly<{ path: Buffer; leaf: Digest | undefined }>;

/** `changes` are sorted by path, one a path. */
export function mergeLeaves(leaves: Buffer, changes: readonly LeafChange[]): Buffer {
  const merged = Buffer.allocUnsafe(leaves.length + changes.length * leafBytes);
  let read = 0;
  let written = 0;
  for (const { path, leaf } of changes) {
    const end = read + leafPosition(leaves.subarray(read), path) * leafBytes;
    written += leaves.copy(merged, written, read, end);
    const isThere = end < leaves.length && leaves.compare(path, 0, 32, end, end + 32) === 0;
    read = isThere ? end + leafBytes : end;
    if (leaf === undefined) continue;
    path.copy(merged, written, 0, 32);
    merged.write(leaf, written + 32, "latin1");
    written += leafBytes;
  }
  written += leaves.copy(merged, written, read);
  return merged.subarray(0, written);
}
