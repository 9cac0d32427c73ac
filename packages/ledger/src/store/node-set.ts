import type { Digest } from "./digest.ts";

/** Nodes of a heap array by index, packed: 36 bytes a node. */
export interface NodeSet {
  readonly byteLength: number;
  get(index: number): Digest | undefined;
  entries(): Iterable<readonly [index: number, node: Digest]>;
}

export function nodeSet(nodes: ReadonlyMap<number, Digest>): NodeSet {
  const indexes = Uint32Array.from(nodes.keys()).sort();
  const digests = Buffer.allocUnsafe(indexes.length * 32);
  for (const [slot, index] of indexes.entries())
    digests.write(nodes.get(index) ?? "", slot * 32, "latin1");

  const digestAt = (slot: number) => digests.toString("latin1", slot * 32, slot * 32 + 32);
  return {
    byteLength: indexes.byteLength + digests.byteLength,
    get(index) {
      const slot = find(indexes, index);
      return slot === -1 ? undefined : digestAt(slot);
    },
    *entries() {
      for (const [slot, index] of indexes.entries()) yield [index, digestAt(slot)];
    },
  };
}

function find(indexes: Uint32Array, index: number): number {
  let low = 0;
  let high = indexes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((indexes[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return indexes[low] === index ? low : -1;
}
