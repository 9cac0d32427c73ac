import { appHashOf, type ModuleRoot, proveModuleRoot } from "@stos/codec";
import { sdkError } from "../chain-error.ts";
import type { Digest, PathOf } from "./digest.ts";
import type { Heap } from "./heap.ts";
import type { History } from "./history.ts";
import type { KeyValueStore, Row } from "./key-value.ts";
import type { Layout } from "./layout.ts";
import { encodeMeta } from "./meta-row.ts";
import { proveKey } from "./prove.ts";
import { mergeRange } from "./range-merge.ts";
import { rebuiltView } from "./rebuilt-view.ts";
import type { RecentTrees } from "./recent-trees.ts";
import { flatKey, flatRows, metaKey, pageKey, pathKey, undoKey } from "./rows.ts";
import { type StagedModule, stageModule } from "./staged.ts";
import type { Changes, Entry, KeyRange, StateProof, StateStore, StoreReader } from "./store.ts";
import type { TreeChange, TreeView } from "./tree-view.ts";
import { encodeUndo, undoLength, undoRecord, undoRoots } from "./undo-row.ts";

/** One module's newest tree. */
export type Tree = {
  readonly name: string;
  readonly heap: Heap;
  layout: Layout;
  count: number;
  root: Digest;
};

/** All that opening finds or makes. */
export type StoreParts = Readonly<{
  rows: KeyValueStore;
  trees: readonly Tree[];
  /** Undefined before the first commit. */
  height: number | undefined;
  history: History;
  historyHeights: number;
  recent: RecentTrees;
  pathOf: PathOf;
}>;

type Staged = Readonly<{
  height: number;
  modules: ReadonlyMap<number, StagedModule>;
  roots: readonly Digest[];
  appHash: Uint8Array;
}>;

/** The store over any rows: memory and disk differ in nothing else. */
export class TreeStateStore implements StateStore {
  readonly #rows: KeyValueStore;
  readonly #trees: readonly Tree[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #history: History;
  readonly #historyHeights: number;
  readonly #recent: RecentTrees;
  readonly #pathOf: PathOf;
  #height: number | undefined;
  #appHash: Uint8Array;
  #staged: Staged | undefined;
  /** What is under way: the store changes by one thing at a time. */
  #busy: "staging" | "committing" | "rolling back" | "broken" | "closed" | undefined;

  constructor({ rows, trees, height, history, historyHeights, recent, pathOf }: StoreParts) {
    this.#rows = rows;
    this.#trees = trees;
    this.#numbers = new Map(trees.map(({ name }, number) => [name, number]));
    this.#height = height;
    this.#history = history;
    this.#historyHeights = historyHeights;
    this.#recent = recent;
    this.#pathOf = pathOf;
    this.#appHash = appHashOf(this.#namedRoots(trees.map(({ root }) => root)));
  }

  get height(): number {
    return this.#height ?? 0;
  }

  get appHash(): Uint8Array {
    return this.#appHash;
  }

  module(name: string): StoreReader {
    const number = this.#number(name);
    return {
      get: (key) => this.#get(number, key, this.height),
      entries: (range) => this.#entries(number, range, () => this.height),
    };
  }

  at(height: number): ((module: string) => StoreReader) | undefined {
    if (!this.#reaches(height)) return undefined;
    return (name) => {
      const number = this.#number(name);
      return {
        get: (key) => this.#get(number, key, height),
        entries: (range) => this.#entries(number, range, () => height),
      };
    };
  }

  async stage(height: number, changes: Changes): Promise<Uint8Array> {
    if (this.#height !== undefined && height !== this.#height + 1)
      throw new RangeError(`height ${height} doesn't follow ${this.#height}`);
    this.#staged = await this.#alone("staging", () => this.#stage(height, changes));
    return this.#staged.appHash;
  }

  async commit(): Promise<void> {
    const staged = this.#staged;
    if (staged === undefined) throw new Error("nothing is staged");
    this.#staged = undefined;
    await this.#alone("committing", () => this.#commit(staged));
  }

  async rollback(): Promise<void> {
    const row = this.#history.newestRow();
    if (row === undefined || this.#height === undefined)
      throw new RangeError(`no undo row takes the state back from height ${this.height}`);
    const height = this.#height;
    this.#staged = undefined;
    await this.#alone("rolling back", () => this.#rollback(height, row));
  }

  async prove(module: string, key: Uint8Array, height: number): Promise<StateProof | undefined> {
    const number = this.#number(module);
    if (!this.#reaches(height) || this.#busy === "rolling back" || this.#busy === "broken")
      return undefined;
    const roots = this.#history.roots(height) ?? this.#trees.map(({ root }) => root);
    const view = this.#viewAt(number, height, roots[number]);
    if (view === undefined) return undefined;

    const get = (wanted: Uint8Array) => this.#get(number, wanted, height);
    return {
      value: get(key),
      storeProof: proveKey({ view, pathOf: this.#pathOf, get }, key),
      rootProof: proveModuleRoot(this.#namedRoots(roots), module),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#busy === "closed") return;
    if (this.#busy !== undefined && this.#busy !== "broken")
      throw new Error(`the store is ${this.#busy}: await that before closing`);
    this.#busy = "closed";
    await this.#rows.close();
  }

  async #stage(height: number, changes: Changes): Promise<Staged> {
    for (const name of changes.keys()) this.#number(name);
    const modules = new Map<number, StagedModule>();
    const roots: Digest[] = [];
    for (const [module, tree] of this.#trees.entries()) {
      const own = changes.get(tree.name);
      const staged =
        own &&
        (await stageModule(
          this.#rows,
          { module, view: this.#newestView(module), count: tree.count, pathOf: this.#pathOf },
          own,
        ));
      if (staged !== undefined) modules.set(module, staged);
      roots.push(staged?.tree.root ?? tree.root);
    }
    return { height, modules, roots, appHash: appHashOf(this.#namedRoots(roots)) };
  }

  /** The undo row and the overwritten nodes come first: from then on reads of the height before don't depend on when the rows change. */
  async #commit(staged: Staged): Promise<void> {
    const written = stagedRows(staged);
    if (this.#height !== undefined) {
      const records = [...staged.modules.values()].flatMap(({ undo }) => undo);
      const row = encodeUndo({ roots: this.#trees.map(({ root }) => root), records });
      this.#history.push(staged.height, row);
      written.push([undoKey(staged.height), row]);
      for (const height of this.#history.prune(this.#historyHeights))
        written.push([undoKey(height), undefined]);
      this.#recent.push(staged.height, inverses(staged));
    }

    this.#apply(staged);
    written.push([metaKey, this.#metaRow(staged.height)]);
    await this.#rows.write(written);
    this.#height = staged.height;
    this.#appHash = staged.appHash;
  }

  async #rollback(height: number, row: Buffer): Promise<void> {
    const staged = await this.#stage(height - 1, this.#oldValues(row));
    const expected = undoRoots(row);
    for (const [module, root] of staged.roots.entries())
      if (root !== expected[module])
        throw new Error(
          `rolling back height ${height}, the root of ${this.#trees[module]?.name} differs`,
        );

    this.#recent.clear();
    this.#apply(staged);
    await this.#rows.write([
      ...stagedRows(staged),
      [undoKey(height), undefined],
      [metaKey, this.#metaRow(height - 1)],
    ]);
    this.#history.pop();
    this.#height = height - 1;
    this.#appHash = staged.appHash;
  }

  #oldValues(row: Buffer): Changes {
    const changes = new Map<string, Map<string, Uint8Array | undefined>>();
    for (let place = 0; place < undoLength(row); place += 1) {
      const { module, key, value } = undoRecord(row, place);
      const name = this.#trees[module]?.name ?? "";
      const own = changes.get(name) ?? new Map<string, Uint8Array | undefined>();
      changes.set(name, own.set(key.toString("latin1"), value));
    }
    return changes;
  }

  #apply(staged: Staged): void {
    for (const [module, { tree, count }] of staged.modules) {
      const newest = this.#tree(module);
      newest.heap.write(tree.change.nodes);
      newest.layout = tree.change.layout;
      newest.count = count;
      newest.root = tree.root;
    }
  }

  #metaRow(height: number): Buffer {
    return encodeMeta({ height, modules: this.#trees });
  }

  #get(module: number, key: Uint8Array, height: number): Uint8Array | undefined {
    this.#requireReach(height);
    const changed = this.#history.changed(height, module, key);
    return changed === undefined ? this.#rows.get(flatKey(module, key)) : changed.value;
  }

  /** Rows and what changed since are taken in one go when the reader asks for the first entry. */
  async *#entries(module: number, range: KeyRange, heightOf: () => number): AsyncGenerator<Entry> {
    const height = heightOf();
    this.#requireReach(height);
    const old = this.#history.changedIn(height, module, range);
    const rows = flatRows(module, range);
    const found = this.#rows.entries(old.size === 0 ? rows : { ...rows, limit: 0 });
    for await (const [key, value] of mergeRange(withoutPrefix(found), old, rows))
      yield [key, value];
  }

  #viewAt(module: number, height: number, root: Digest | undefined): TreeView | undefined {
    const newest = this.#newestView(module);
    if (height === this.height && this.#busy !== "committing") return newest;
    const held = this.#recent.view(height, module, newest);
    if (held !== undefined) return held;
    const base = this.#recent.view(this.height, module, newest) ?? newest;
    if (root === base.node(1)) return base;
    return rebuiltView(base, this.#history, { module, height, pathOf: this.#pathOf });
  }

  #newestView(module: number): TreeView {
    const tree = this.#tree(module);
    return {
      layout: tree.layout,
      node: (index) => tree.heap.node(index),
      page: (id) => this.#rows.get(pageKey(module, id)),
      key: (path) => this.#rows.get(pathKey(module, path)),
    };
  }

  #reaches(height: number): boolean {
    return this.#height !== undefined && this.#history.reaches(height, this.#height);
  }

  #requireReach(height: number): void {
    if (this.#height === undefined && height === 0) return;
    if (!this.#reaches(height))
      throw sdkError(
        "invalid-request",
        `the state of height ${height} is no longer held; ask for a newer one`,
      );
  }

  #namedRoots(roots: readonly Digest[]): readonly ModuleRoot[] {
    return this.#trees.map(({ name }, module) => ({
      name,
      root: Buffer.from(roots[module] ?? "", "latin1"),
    }));
  }

  #tree(module: number): Tree {
    const tree = this.#trees[module];
    if (tree === undefined) throw new RangeError(`no module ${module}`);
    return tree;
  }

  #number(name: string): number {
    const number = this.#numbers.get(name);
    if (number === undefined) throw new RangeError(`no module "${name}" in the store`);
    return number;
  }

  /** A failed write leaves the store closed to all but closing: what it holds is known again after opening. */
  async #alone<T>(
    what: "staging" | "committing" | "rolling back",
    work: () => Promise<T>,
  ): Promise<T> {
    if (this.#busy !== undefined) throw new Error(`${what} while the store is ${this.#busy}`);
    this.#busy = what;
    let isKnown = what === "staging";
    try {
      const done = await work();
      isKnown = true;
      return done;
    } finally {
      this.#busy = isKnown ? undefined : "broken";
    }
  }
}

function inverses({ modules }: Staged): ReadonlyMap<number, TreeChange> {
  return new Map([...modules].map(([module, { tree }]) => [module, tree.inverse]));
}

function stagedRows({ modules }: Staged): Row[] {
  const rows: Row[] = [];
  for (const [module, { flat, tree }] of modules) {
    for (const [key, value] of flat) rows.push([flatKey(module, key), value]);
    for (const [id, page] of tree.change.pages) rows.push([pageKey(module, id), page]);
    for (const [path, key] of tree.change.keys) rows.push([pathKey(module, path), key]);
  }
  return rows;
}

async function* withoutPrefix(
  rows: AsyncIterable<readonly [Buffer, Buffer]>,
): AsyncGenerator<readonly [Buffer, Buffer]> {
  for await (const [key, value] of rows) yield [key.subarray(2), value];
}
