import type { Changes, Entry, KeyRange, StoreReader, StoreWriter } from "../store/store.ts";
import { latinOf } from "./key-bytes.ts";
import { mergeEntries } from "./merge-entries.ts";

/** What a branch stands on: the committed state, or another branch. */
export type StateView = (module: string) => StoreReader;

/** Pending writes over a state: read through, written down in one go or dropped. Block → transaction → message are nested branches. */
export type Branch = Readonly<{
  store(module: string): StoreWriter;
  /** All pending writes, for the layer below. */
  changes(): Changes;
  discard(): void;
  /** One module's pending writes, for the branches above: a read finds its way down by one text of its key. */
  layer(module: string): Layer;
}>;

type PendingChanges = Map<string, Uint8Array | undefined>;

/** `below` is the parent branch's, undefined where the committed state `base` lies below. */
type Layer = Readonly<{ changes: PendingChanges; below: Layer | undefined; base: StoreReader }>;

/** A branch whose parent is another one: `write` hands its writes down and empties it. */
export type NestedBranch = Branch & Readonly<{ write(): void }>;

export function branchState(view: StateView): Branch {
  return layered((module) => ({ changes: new Map(), below: undefined, base: view(module) }));
}

export function branch(parent: Branch): NestedBranch {
  const child = layered((module) => {
    const below = parent.layer(module);
    return { changes: new Map(), below, base: below.base };
  });

  return {
    ...child,
    write() {
      for (const [module, changes] of child.changes()) {
        const below = parent.layer(module).changes;
        for (const [key, value] of changes) below.set(key, value);
      }
      child.discard();
    },
  };
}

function layered(open: (module: string) => Layer): Branch {
  const layers = new Map<string, Layer>();
  const stores = new Map<string, StoreWriter>();
  const pending = new Map<string, PendingChanges>();

  function layer(module: string): Layer {
    const known = layers.get(module);
    if (known !== undefined) return known;
    const opened = open(module);
    layers.set(module, opened);
    pending.set(module, opened.changes);
    return opened;
  }

  return {
    layer,
    store(module) {
      const known = stores.get(module);
      if (known !== undefined) return known;
      const opened = pendingStore(layer(module));
      stores.set(module, opened);
      return opened;
    },
    changes: () => pending,
    discard() {
      for (const changes of pending.values()) changes.clear();
    },
  };
}

/** What both layers change, the upper one's word last. */
export function mergeChanges(lower: Changes, upper: Changes): Changes {
  const modules = new Set([...lower.keys(), ...upper.keys()]);
  return new Map(
    [...modules].map((module) => [
      module,
      new Map([...(lower.get(module) ?? []), ...(upper.get(module) ?? [])]),
    ]),
  );
}

function pendingStore(top: Layer): StoreWriter {
  const { changes } = top;
  return {
    get(key) {
      const name = latinOf(key);
      for (let layer: Layer | undefined = top; layer !== undefined; layer = layer.below) {
        const value = layer.changes.get(name);
        if (value !== undefined || layer.changes.has(name)) return value;
      }
      return top.base.get(key);
    },
    set(key, value) {
      if (key.length === 0 || value.length === 0) {
        throw new RangeError("a key and its value hold at least one byte");
      }
      changes.set(latinOf(key), value);
    },
    delete(key) {
      changes.set(latinOf(key), undefined);
    },
    entries: (range) => layerEntries(top, range),
  };
}

function layerEntries({ changes, below, base }: Layer, range: KeyRange): AsyncIterable<Entry> {
  const { limit: _, ...unlimited } = range;
  const parent = below === undefined ? base.entries(unlimited) : layerEntries(below, unlimited);
  return limited(mergeEntries(parent, pendingIn(changes, range), range), range);
}

/** The pending writes of a range, in its order, as they are now. */
function pendingIn(
  changes: ReadonlyMap<string, Uint8Array | undefined>,
  { gte, lt, reverse }: KeyRange,
): readonly (readonly [string, Uint8Array | undefined])[] {
  const from = gte === undefined ? "" : latinOf(gte);
  const to = lt === undefined ? undefined : latinOf(lt);
  const inside: [string, Uint8Array | undefined][] = [];
  for (const [key, value] of changes) {
    if (key >= from && (to === undefined || key < to)) inside.push([key, value]);
  }

  inside.sort(([a], [b]) => (a < b ? -1 : 1));
  return reverse === true ? inside.reverse() : inside;
}

async function* limited(entries: AsyncIterable<Entry>, { limit }: KeyRange): AsyncIterable<Entry> {
  let left = limit === undefined || limit === 0 ? Number.POSITIVE_INFINITY : limit;
  for await (const entry of entries) {
    yield entry;
    left -= 1;
    if (left <= 0) return;
  }
}
