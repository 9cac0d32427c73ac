import { type Digest, emptyDigest } from "./digest.ts";
import { isAboveBuckets } from "./layout.ts";
import {
  decodePage,
  leafBytes,
  leafCount,
  leafPosition,
  leavesMiddle,
  leavesRoot,
} from "./page.ts";
import { bitAt, child, heapIndex, type Position, positionId } from "./position.ts";
import type { TreeView } from "./tree-view.ts";

/** The hash beside the way from a leaf to the root, and on which side it stands. */
export type Step = Readonly<{ side: "left" | "right"; hash: Digest }>;

export type Neighbours = Readonly<{ before: Buffer | undefined; after: Buffer | undefined }>;

/** What stands at a position: two halves, or a page's sorted leaves. */
type Part =
  | Readonly<{ kind: "halves"; left: Digest; right: Digest }>
  | Readonly<{ kind: "leaves"; leaves: Buffer }>;

const top: Position = { depth: 0, path: Buffer.alloc(32) };

/** Lowest first; undefined where the tree doesn't hold the path. */
export function stepsTo(view: TreeView, path: Buffer): readonly Step[] | undefined {
  const steps: Step[] = [];
  let position = top;
  let part = partAt(view, position);
  while (part.kind === "halves") {
    const bit = bitAt(path, position.depth);
    const hash = bit === 1 ? part.left : part.right;
    if (hash !== emptyDigest) steps.push({ side: bit === 1 ? "left" : "right", hash });
    position = child(position, bit);
    part = partAt(view, position);
  }

  const inPage = stepsInPage(part.leaves, path);
  return inPage === undefined ? undefined : [...steps, ...inPage].reverse();
}

/** The nearest paths on both sides of one that the tree doesn't hold. */
export function neighboursOf(view: TreeView, path: Buffer): Neighbours {
  let leftOf: Position | undefined;
  let rightOf: Position | undefined;
  let position = top;
  let part = partAt(view, position);
  while (part.kind === "halves") {
    const bit = bitAt(path, position.depth);
    if (bit === 1 && part.left !== emptyDigest) leftOf = child(position, 0);
    if (bit === 0 && part.right !== emptyDigest) rightOf = child(position, 1);
    position = child(position, bit);
    part = partAt(view, position);
  }

  const place = leafPosition(part.leaves, path);
  const before = place > 0 ? pathOf(part.leaves, place - 1) : leftOf && edge(view, leftOf, 1);
  const after =
    place < leafCount(part.leaves) ? pathOf(part.leaves, place) : rightOf && edge(view, rightOf, 0);
  return { before, after };
}

/** The outermost leaf on one side below a position that has leaves. */
function edge(view: TreeView, from: Position, side: 0 | 1): Buffer {
  let position = from;
  let part = partAt(view, position);
  while (part.kind === "halves") {
    const isThere = (side === 1 ? part.right : part.left) !== emptyDigest;
    position = child(position, isThere ? side : side === 1 ? 0 : 1);
    part = partAt(view, position);
  }
  return pathOf(part.leaves, side === 1 ? leafCount(part.leaves) - 1 : 0);
}

function partAt(view: TreeView, position: Position): Part {
  if (isAboveBuckets(view.layout, position)) {
    const index = heapIndex(position);
    return { kind: "halves", left: view.node(2 * index), right: view.node(2 * index + 1) };
  }
  const page = decodePage(view.page(positionId(position)));
  return page.kind === "branch" ? { kind: "halves", left: page.left, right: page.right } : page;
}

/** Highest first. */
function stepsInPage(leaves: Buffer, path: Buffer): readonly Step[] | undefined {
  const place = leafPosition(leaves, path);
  if (place === leafCount(leaves) || !pathOf(leaves, place).equals(path)) return undefined;

  const steps: Step[] = [];
  let from = 0;
  let to = leafCount(leaves);
  while (to - from > 1) {
    const middle = leavesMiddle(leaves, from, to);
    if (place < middle) {
      steps.push({ side: "right", hash: leavesRoot(leaves, middle, to) });
      to = middle;
    } else {
      steps.push({ side: "left", hash: leavesRoot(leaves, from, middle) });
      from = middle;
    }
  }
  return steps;
}

function pathOf(leaves: Buffer, place: number): Buffer {
  return leaves.subarray(place * leafBytes, place * leafBytes + 32);
}
