import { type Digest, leafDigest, type PathOf } from "./digest.ts";
import type { KeyValueStore } from "./key-value.ts";
import { bucketDepth, grow, splitBuckets } from "./layout.ts";
import type { LeafChange } from "./page.ts";
import { heapIndex, positionAt, positionId } from "./position.ts";
import { flatKey, pageKey } from "./rows.ts";
import type { ModuleChanges } from "./store.ts";
import { type EditedTree, editTree, type KeyChanges } from "./tree-edit.ts";
import type { TreeView } from "./tree-view.ts";
import type { UndoRecord } from "./undo-row.ts";

/** Rows asked for at once; between two such batches other work has its turn. */
const batchRows = 1_024;

/** Bytes of a key, so that flat rows and undo rows can name it. */
export const keyBytesMax = 4_096;
export const valueBytesMax = 4_194_304;

/** What a block makes of one module's tree. */
export type StagedModule = Readonly<{
  tree: EditedTree;
  count: number;
  /** New values by key; undefined: deleted. Without those that change nothing. */
  flat: readonly (readonly [key: Buffer, value: Uint8Array | undefined])[];
  undo: readonly UndoRecord[];
}>;

type Change = Readonly<{
  key: Buffer;
  path: Digest;
  value: Uint8Array | undefined;
  old: Buffer | undefined;
}>;

export type ModuleTree = Readonly<{
  module: number;
  view: TreeView;
  count: number;
  pathOf: PathOf;
}>;

/** Undefined where nothing changes. A `RangeError` for a key or value out of bounds is a module's bug. */
export async function stageModule(
  rows: KeyValueStore,
  { module, view, count, pathOf }: ModuleTree,
  changes: ModuleChanges,
): Promise<StagedModule | undefined> {
  const real = await realChanges(rows, module, changes, pathOf);
  if (real.length === 0) return undefined;

  const inserted = real.filter(({ old }) => old === undefined).length;
  const deleted = real.filter(({ value }) => value === undefined).length;
  const leaves = count + inserted - deleted;
  const layout = grow(view.layout, { leaves, changed: real.length });

  const leafChanges = sortedLeafChanges(real);
  const buckets = changesByBucket(view, leafChanges);
  for (const index of splitBuckets(view.layout, layout))
    if (!buckets.has(index)) buckets.set(index, []);

  const pages = new Map<string, Buffer | undefined>();
  const edit = editTree(withPages(view, pages), layout);
  for (const batch of batches([...buckets])) {
    const ids = batch.map(([index]) => positionId(positionAt(index)));
    const found = await rows.getMany(ids.map((id) => pageKey(module, id)));
    for (const [place, id] of ids.entries()) pages.set(id, found[place]);
    for (const [index, own] of batch) edit.apply(index, own);
  }

  return {
    tree: edit.finish(keyChanges(real)),
    count: leaves,
    flat: real.map(({ key, value }) => [key, value]),
    undo: real.map(({ key, old }) => ({ module, key, value: old })),
  };
}

export function sortedLeafChanges(
  changes: readonly Readonly<{ path: Digest; value: Uint8Array | undefined }>[],
): readonly LeafChange[] {
  return changes
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, value }) => ({
      path: Buffer.from(path, "latin1"),
      leaf: value && leafDigest(path, value),
    }));
}

/** By the bucket's heap index; every list stays sorted. */
export function changesByBucket(
  { layout }: TreeView,
  changes: readonly LeafChange[],
): Map<number, LeafChange[]> {
  const buckets = new Map<number, LeafChange[]>();
  for (const change of changes) {
    const index = heapIndex({ depth: bucketDepth(layout, change.path), path: change.path });
    const bucket = buckets.get(index);
    if (bucket === undefined) buckets.set(index, [change]);
    else bucket.push(change);
  }
  return buckets;
}

/** In key order, with what stood there before, without those that leave all as it is. */
async function realChanges(
  rows: KeyValueStore,
  module: number,
  changes: ModuleChanges,
  pathOf: PathOf,
): Promise<readonly Change[]> {
  const real: Change[] = [];
  const sorted = [...changes].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const batch of batches(sorted)) {
    const keys = batch.map(([key]) => Buffer.from(key, "latin1"));
    const olds = await rows.getMany(keys.map((key) => flatKey(module, key)));
    for (const [place, [, value]] of batch.entries()) {
      const key = keys[place] ?? Buffer.alloc(0);
      const old = olds[place];
      requireBounds(key, value);
      const isSame = value === undefined || old === undefined ? value === old : old.equals(value);
      if (!isSame) real.push({ key, path: pathOf(key), value, old });
    }
  }
  return real;
}

function requireBounds(key: Buffer, value: Uint8Array | undefined): void {
  if (key.length === 0 || key.length > keyBytesMax)
    throw new RangeError(`a key has 1 to ${keyBytesMax} bytes, not ${key.length}`);
  if (value !== undefined && (value.length === 0 || value.length > valueBytesMax))
    throw new RangeError(`a value has 1 to ${valueBytesMax} bytes, not ${value.length}`);
}

function keyChanges(changes: readonly Change[]): KeyChanges {
  const now = new Map<Digest, Buffer | undefined>();
  const before = new Map<Digest, Buffer | undefined>();
  for (const { key, path, value, old } of changes) {
    if (value !== undefined && old !== undefined) continue;
    now.set(path, value && key);
    before.set(path, old && key);
  }
  return { now, before };
}

function withPages(view: TreeView, pages: ReadonlyMap<string, Buffer | undefined>): TreeView {
  return { ...view, page: (id) => (pages.has(id) ? pages.get(id) : view.page(id)) };
}

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += batchRows)
    yield items.slice(start, start + batchRows);
}
