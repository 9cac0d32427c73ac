import type { Digest } from "./digest.ts";
import type { Layout } from "./layout.ts";
import type { NodeSet } from "./node-set.ts";

/** One module's tree as of one height. */
export interface TreeView {
  readonly layout: Layout;
  /** Of the heap array, down to the buckets. */
  node(index: number): Digest;
  page(id: string): Buffer | undefined;
  /** The raw key of a path. */
  key(path: Digest): Buffer | undefined;
}

/** What differs in a tree from another: what a block changes, or what it overwrote. Undefined: there is no such row. */
export type TreeChange = Readonly<{
  layout: Layout;
  nodes: NodeSet;
  pages: ReadonlyMap<string, Buffer | undefined>;
  keys: ReadonlyMap<Digest, Buffer | undefined>;
}>;

export function overlay(base: TreeView, { layout, nodes, pages, keys }: TreeChange): TreeView {
  return {
    layout,
    node: (index) => nodes.get(index) ?? base.node(index),
    page: (id) => (pages.has(id) ? pages.get(id) : base.page(id)),
    key: (path) => (keys.has(path) ? keys.get(path) : base.key(path)),
  };
}

/** The memory that a kept change takes, about. */
export function changeBytes({ nodes, pages, keys }: TreeChange): number {
  let bytes = nodes.byteLength;
  for (const page of pages.values()) bytes += 100 + (page?.length ?? 0);
  for (const key of keys.values()) bytes += 130 + (key?.length ?? 0);
  return bytes;
}
