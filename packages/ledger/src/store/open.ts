import { cachedKeyValue } from "./cached-key-value.ts";
import { emptyDigest, type PathOf, sha256Path } from "./digest.ts";
import { createHeap } from "./heap.ts";
import { createHistory } from "./history.ts";
import type { KeyValueStore } from "./key-value.ts";
import { bucketDepth, oneBucket } from "./layout.ts";
import { openLevelKeyValue } from "./level-key-value.ts";
import { memoryKeyValue } from "./memory-key-value.ts";
import { decodeMeta, type ModuleMeta } from "./meta-row.ts";
import { heapIndex, positionOf } from "./position.ts";
import { createRecentTrees, type RecentLimits, recentLimits } from "./recent-trees.ts";
import { metaKey, modulesMax, pageId, pageRows, undoHeight, undoKey, undoRows } from "./rows.ts";
import { type Tree, TreeStateStore } from "./state-store.ts";
import type { StateStore } from "./store.ts";

export type StateStoreOptions = Readonly<{
  /** The database's folder; made where there is none. */
  path: string;
  /** Their order is part of the rows' keys, not of the app hash. At most 255. */
  modules: readonly string[];
  /** How many heights before the newest can be read; 100 unless told. */
  history?: Readonly<{ heights: number }>;
}>;

export const historyHeightsDefault = 100;

/**
 * Opens the state on disk. Throws, with what differs, where the trees' rows don't lead to the roots of the last commit
 * or the store belongs to other modules: such a node must not start.
 */
export async function openStateStore({
  path,
  modules,
  history,
}: StateStoreOptions): Promise<StateStore> {
  const rows = cachedKeyValue(await openLevelKeyValue(path));
  try {
    return await storeOver(rows, {
      modules,
      historyHeights: history?.heights ?? historyHeightsDefault,
    });
  } catch (error) {
    await rows.close();
    throw error;
  }
}

/** The same store in memory: same trees, same app hashes. */
export async function memoryStateStore(modules: readonly string[]): Promise<StateStore> {
  return storeOver(memoryKeyValue(), { modules });
}

/** What tests set apart. */
export type StoreSettings = Readonly<{
  modules: readonly string[];
  historyHeights?: number;
  recent?: RecentLimits;
  /** Where keys stand in their tree. Never another than sha256 outside of tests of crafted paths. */
  pathOf?: PathOf;
}>;

/** The store over given rows. */
export async function storeOver(rows: KeyValueStore, settings: StoreSettings): Promise<StateStore> {
  const {
    modules,
    historyHeights = historyHeightsDefault,
    recent = recentLimits,
    pathOf = sha256Path,
  } = settings;
  if (
    modules.length === 0 ||
    modules.length > modulesMax ||
    new Set(modules).size !== modules.length
  )
    throw new RangeError(`a store has 1 to ${modulesMax} modules of different names`);

  const row = rows.get(metaKey);
  const meta = row && decodeMeta(row);
  if (meta !== undefined) requireModules(meta.modules, modules);
  const trees = await Promise.all(
    modules.map((name, module) => loadTree(rows, name, { module, meta: meta?.modules[module] })),
  );

  const history = createHistory(pathOf, (height) => requireRow(rows, height));
  for await (const [key, value] of rows.entries(undoRows)) history.push(undoHeight(key), value);
  return new TreeStateStore({
    rows,
    trees,
    height: meta?.height,
    history,
    historyHeights,
    recent: createRecentTrees(recent),
    pathOf,
  });
}

function requireModules(stored: readonly ModuleMeta[], wanted: readonly string[]): void {
  const names = stored.map(({ name }) => name);
  if (names.join() !== wanted.join())
    throw new Error(
      `the state store holds the modules ${names.join(", ")}, not ${wanted.join(", ")}`,
    );
}

async function loadTree(
  rows: KeyValueStore,
  name: string,
  { module, meta }: Readonly<{ module: number; meta: ModuleMeta | undefined }>,
): Promise<Tree> {
  const heap = createHeap();
  if (meta === undefined) return { name, heap, layout: oneBucket, count: 0, root: emptyDigest };

  for await (const [key, page] of rows.entries(pageRows(module))) {
    const position = positionOf(pageId(key));
    const isBucket = position.depth === bucketDepth(meta.layout, position.path);
    if (isBucket) heap.set(heapIndex(position), page.toString("latin1", 1, 33));
  }
  heap.rebuild(meta.layout);
  const root = heap.node(1);
  if (root !== meta.root)
    throw new Error(
      `the state of module ${name} has the root ${hex(root)}, its last commit ${hex(meta.root)}: restore it from a snapshot`,
    );
  return { name, heap, layout: meta.layout, count: meta.count, root };
}

function requireRow(rows: KeyValueStore, height: number): Buffer {
  const row = rows.get(undoKey(height));
  if (row === undefined) throw new Error(`the undo row of height ${height} is missing`);
  return row;
}

function hex(digest: string): string {
  return Buffer.from(digest, "latin1").toString("hex");
}
