import { type Digest, innerDigest } from "./digest.ts";
import { bucketDepth, isAboveBuckets, type Layout } from "./layout.ts";
import { nodeSet } from "./node-set.ts";
import {
  decodePage,
  encodePage,
  type LeafChange,
  leafBytes,
  leafCount,
  leavesRoot,
  leavesSplit,
  mergeLeaves,
} from "./page.ts";
import {
  bitAt,
  child,
  heapIndex,
  type Position,
  positionAt,
  positionDepthMax,
  positionId,
} from "./position.ts";
import type { TreeChange, TreeView } from "./tree-view.ts";

/** A page with more leaves is split below its bucket's depth, so that ground-out keys cost a hash a level and not a hash a leaf. */
const pageLeavesMax = 64;

/** Halves with so few leaves together become one page again. */
const branchLeavesMin = 32;

/** One block's changes to one tree, over a view of it that stays as it is. */
export interface TreeEdit {
  /** The bucket as it was before the edit, by its heap index; `changes` sorted by path, every path below the bucket. */
  apply(bucket: number, changes: readonly LeafChange[]): void;
  /** Computes the levels above the buckets. */
  finish(keys: KeyChanges): EditedTree;
}

/** The raw keys of paths, as they become and as they were. */
export type KeyChanges = Readonly<{
  now: ReadonlyMap<Digest, Buffer | undefined>;
  before: ReadonlyMap<Digest, Buffer | undefined>;
}>;

/** The change, its inverse, and the root that it leads to. */
export type EditedTree = Readonly<{ change: TreeChange; inverse: TreeChange; root: Digest }>;

type Subtree = Readonly<{ root: Digest; count: number }>;

export function editTree(before: TreeView, layout: Layout): TreeEdit {
  const nodes = new Map<number, Digest>();
  const pages = new Map<string, Buffer | undefined>();
  const oldPages = new Map<string, Buffer | undefined>();
  const touched: [Set<number>, Set<number>] = [new Set(), new Set()];

  function emit(position: Position, { root, count }: Subtree): Subtree {
    if (position.depth <= layout.depth + 1 && isHeapNode(position))
      nodes.set(heapIndex(position), root);
    return { root, count };
  }

  /** Whether the heap array holds the position: it is a bucket or above one. */
  function isHeapNode(position: Position): boolean {
    return position.depth <= bucketDepth(layout, position.path);
  }

  /** Writes the pages of a position that has none below it. */
  function place(position: Position, leaves: Buffer): Subtree {
    const count = leafCount(leaves);
    const isAbove = isAboveBuckets(layout, position);
    if (!isAbove && (count <= pageLeavesMax || position.depth >= positionDepthMax)) {
      const root = leavesRoot(leaves, 0, count);
      setPage(position, count === 0 ? undefined : encodePage({ kind: "leaves", root, leaves }));
      return emit(position, { root, count });
    }
    const middle = leavesSplit(leaves, 0, count, position.depth) * leafBytes;
    const [first, second] = [child(position, 0), child(position, 1)];
    // Below a page of leaves there are no rows: asking for each would cost a read.
    for (const half of [first, second]) oldPages.set(positionId(half), undefined);
    const left = place(first, leaves.subarray(0, middle));
    const right = place(second, leaves.subarray(middle));
    return joined(position, left, right);
  }

  function joined(position: Position, left: Subtree, right: Subtree): Subtree {
    const count = left.count + right.count;
    const root = innerDigest(left.root, right.root);
    if (isAboveBuckets(layout, position)) setPage(position, undefined);
    else
      setPage(
        position,
        encodePage({ kind: "branch", root, count, left: left.root, right: right.root }),
      );
    return emit(position, { root, count });
  }

  function update(position: Position, changes: readonly LeafChange[]): Subtree {
    const page = decodePage(oldPage(positionId(position)));
    if (page.kind === "leaves") {
      const leaves = changes.length === 0 ? page.leaves : mergeLeaves(page.leaves, changes);
      return place(position, leaves);
    }
    if (changes.length === 0 && !isAboveBuckets(layout, position)) return emit(position, page);

    const middle = changes.findIndex(({ path }) => bitAt(path, position.depth) === 1);
    const split = middle === -1 ? changes.length : middle;
    const left = update(child(position, 0), changes.slice(0, split));
    const right = update(child(position, 1), changes.slice(split));
    const isFew = left.count + right.count <= branchLeavesMin && !isAboveBuckets(layout, position);
    return isFew ? place(position, gather(position)) : joined(position, left, right);
  }

  /** Takes a branch's leaves out of the pages below it. */
  function gather(position: Position): Buffer {
    return Buffer.concat([take(child(position, 0)), take(child(position, 1))]);
  }

  function take(position: Position): Buffer {
    const id = positionId(position);
    const page = decodePage(pages.has(id) ? pages.get(id) : oldPage(id));
    setPage(position, undefined);
    return page.kind === "leaves" ? page.leaves : gather(position);
  }

  function setPage(position: Position, page: Buffer | undefined): void {
    const id = positionId(position);
    if (page === undefined && oldPage(id) === undefined) pages.delete(id);
    else pages.set(id, page);
  }

  function oldPage(id: string): Buffer | undefined {
    if (!oldPages.has(id)) oldPages.set(id, before.page(id));
    return oldPages.get(id);
  }

  /** From the changed buckets up, level by level; buckets stood at two depths. */
  function finishNodes(): void {
    const [upper, lower] = touched;
    let level = lower;
    for (let depth = before.layout.depth + 1; depth >= 1; depth -= 1) {
      const parents = new Set<number>();
      for (const index of level) parents.add(Math.floor(index / 2));
      for (const index of parents)
        nodes.set(index, innerDigest(node(2 * index), node(2 * index + 1)));
      if (depth - 1 === before.layout.depth) for (const index of upper) parents.add(index);
      level = parents;
    }
  }

  function node(index: number): Digest {
    return nodes.get(index) ?? before.node(index);
  }

  return {
    apply(bucket, changes) {
      const position = positionAt(bucket);
      touched[position.depth === before.layout.depth ? 0 : 1].add(bucket);
      update(position, changes);
    },
    finish(keys) {
      finishNodes();
      const oldNodes = new Map([...nodes.keys()].map((index) => [index, before.node(index)]));
      const overwritten = new Map([...pages.keys()].map((id) => [id, oldPage(id)]));
      return {
        change: { layout, nodes: nodeSet(nodes), pages, keys: keys.now },
        inverse: {
          layout: before.layout,
          nodes: nodeSet(oldNodes),
          pages: overwritten,
          keys: keys.before,
        },
        root: node(1),
      };
    },
  };
}
