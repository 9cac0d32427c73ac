import { type Position, topBits } from "./position.ts";

/**
 * How many buckets a tree has, by linear hashing: the first `split` prefixes of `depth` bits have two buckets of `depth` + 1 bits each,
 * the others one. It never influences the root.
 */
export type Layout = Readonly<{ depth: number; split: number }>;

export const oneBucket: Layout = { depth: 0, split: 0 };

const leavesPerBucket = 6;

/** Heap indexes stay below 2³². */
const depthMax = 30;

export function bucketCount({ depth, split }: Layout): number {
  return 2 ** depth + split;
}

/** Grows towards six leaves a bucket, by at most a quarter of the block's changes and 16, so that no block pays for all the others. */
export function grow(
  layout: Layout,
  { leaves, changed }: { leaves: number; changed: number },
): Layout {
  const wanted = Math.ceil(leaves / leavesPerBucket);
  const most = bucketCount(layout) + Math.floor(changed / 4) + 16;
  const buckets = Math.min(Math.max(wanted, bucketCount(layout)), most, 2 ** depthMax);
  const depth = Math.floor(Math.log2(buckets));
  return { depth, split: buckets - 2 ** depth };
}

export function bucketDepth(layout: Layout, path: Buffer): number {
  return topBits(path, layout.depth) < layout.split ? layout.depth + 1 : layout.depth;
}

/** Whether the position is an inner node of the heap array, above every bucket. */
export function isAboveBuckets({ depth, split }: Layout, position: Position): boolean {
  if (position.depth !== depth) return position.depth < depth;
  return topBits(position.path, depth) < split;
}

/** The slots of a heap array that holds every node down to the buckets. */
export function heapSlots({ depth, split }: Layout): number {
  return 2 ** (depth + 1) + 2 * split;
}

/** The heap indexes of the buckets of one layout that have been split in the other, later one. */
export function splitBuckets(from: Layout, to: Layout): readonly number[] {
  const upper = 2 ** from.depth;
  const upperEnd = to.depth === from.depth ? upper + to.split : 2 * upper;
  const lower = 2 * upper;
  const lowerCount =
    to.depth === from.depth + 1 ? Math.min(to.split, 2 * from.split) : 2 * from.split;
  return [
    ...indexes(upper + from.split, upperEnd),
    ...indexes(lower, to.depth === from.depth ? lower : lower + lowerCount),
  ];
}

function* indexes(from: number, to: number): Generator<number> {
  for (let index = from; index < to; index += 1) yield index;
}
