import type { Changes, Entry, KeyRange, StoreReader, StoreWriter } from "../store/store.ts";
import { bytesOfLatin, latinOf } from "./key-bytes.ts";
import { mergeEntries } from "./merge-entries.ts";

/** What a branch stands on: the committed state, or another branch. */
export type StateView = (module: string) => StoreReader;

/** Pending writes over a state: read through, written down in one go or dropped. Block → transaction → message are nested branches. */
export type Branch = Readonly<{
  store(module: string): StoreWriter;
  /** All pending writes, for the layer below. */
  changes(): Changes;
  discard(): void;
}>;

/** A branch whose parent is another one: `write` hands its writes down and empties it. */
export type NestedBranch = Branch & Readonly<{ write(): void }>;

export function branchState(view: StateView): Branch {
  const pending = new Map<string, Map<string, Uint8Array | undefined>>();
  const stores = new Map<string, StoreWriter>();

  return {
    store(module) {
      const opened = stores.get(module) ?? pendingStore(view(module), pendingOf(pending, module));
      stores.set(module, opened);
      return opened;
    },
    changes: () => pending,
    discard() {
      for (const changes of pending.values()) changes.clear();
    },
  };
}

export function branch(parent: Branch): NestedBranch {
  const child = branchState((module) => parent.store(module));

  return {
    ...child,
    write() {
      for (const [module, changes] of child.changes()) {
        const store = parent.store(module);
        for (const [key, value] of changes) apply(store, bytesOfLatin(key), value);
      }
      child.discard();
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

function apply(store: StoreWriter, key: Uint8Array, value: Uint8Array | undefined): void {
  if (value === undefined) store.delete(key);
  else store.set(key, value);
}

function pendingOf<V>(pending: Map<string, Map<string, V>>, module: string): Map<string, V> {
  const changes = pending.get(module) ?? new Map<string, V>();
  pending.set(module, changes);
  return changes;
}

function pendingStore(
  parent: StoreReader,
  changes: Map<string, Uint8Array | undefined>,
): StoreWriter {
  return {
    get(key) {
      const name = latinOf(key);
      return changes.has(name) ? changes.get(name) : parent.get(key);
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
    entries(range) {
      const { limit: _, ...unlimited } = range;
      return limited(
        mergeEntries(parent.entries(unlimited), pendingIn(changes, range), range),
        range,
      );
    },
  };
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
