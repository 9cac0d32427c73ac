import { type Digest, emptyDigest, innerDigest } from "./digest.ts";
import { heapSlots, type Layout } from "./layout.ts";
import type { NodeSet } from "./node-set.ts";

/** The upper levels of one tree in memory: one Buffer as a heap array, 32 bytes a node, which only gets longer. */
export interface Heap {
  node(index: number): Digest;
  set(index: number, node: Digest): void;
  write(nodes: NodeSet): void;
  /** Computes every node above the buckets from the buckets' roots. */
  rebuild(layout: Layout): void;
}

export function createHeap(): Heap {
  let nodes = Buffer.alloc(2 * 32);

  function reserve(slots: number): void {
    if (slots * 32 <= nodes.length) return;
    const longer = Buffer.alloc(Math.max(slots * 32, nodes.length * 2));
    nodes.copy(longer);
    nodes = longer;
  }

  const heap: Heap = {
    node(index) {
      return index * 32 < nodes.length
        ? nodes.toString("latin1", index * 32, index * 32 + 32)
        : emptyDigest;
    },
    set(index, node) {
      reserve(index + 1);
      nodes.write(node, index * 32, "latin1");
    },
    write(changed) {
      for (const [index, node] of changed.entries()) heap.set(index, node);
    },
    rebuild(layout) {
      reserve(heapSlots(layout));
      for (let index = 2 ** layout.depth + layout.split - 1; index >= 1; index -= 1) {
        heap.set(index, innerDigest(heap.node(2 * index), heap.node(2 * index + 1)));
      }
    },
  };
  return heap;
}
