import type { Entry, KeyRange, StoreWriter } from "@stos/ledger";

/** A state in memory whose writes can be undone: what a refused message must leave. */
export type MemoryState = Readonly<{
  store(module: string): StoreWriter;
  /** Everything as it is, for a comparison. */
  snapshot(): ReadonlyMap<string, string>;
  restore(snapshot: ReadonlyMap<string, string>): void;
}>;

export function memoryState(): MemoryState {
  let entries = new Map<string, string>();
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
  const bytes = (value: string) => new Uint8Array(Buffer.from(value, "latin1"));

  return {
    store(module) {
      const prefix = `${module}\0`;
      return {
        get(key) {
          const value = entries.get(prefix + text(key));
          return value === undefined ? undefined : bytes(value);
        },
        set(key, value) {
          if (key.length === 0 || value.length === 0)
            throw new RangeError("keys and values aren't empty");
          entries.set(prefix + text(key), text(value));
        },
        delete: (key) => void entries.delete(prefix + text(key)),
        entries: (range) => listed(prefix, range),
      };
    },
    snapshot: () => new Map(entries),
    restore(snapshot) {
      entries = new Map(snapshot);
    },
  };

  async function* listed(
    prefix: string,
    { gte, lt, reverse, limit }: KeyRange,
  ): AsyncIterable<Entry> {
    const from = prefix + (gte === undefined ? "" : text(gte));
    const to = lt === undefined ? undefined : prefix + text(lt);
    const keys = [...entries.keys()]
      .filter((key) => key.startsWith(prefix) && key >= from && (to === undefined || key < to))
      .sort((a, b) => (a < b ? -1 : 1));
    if (reverse === true) keys.reverse();
    for (const key of limit === undefined || limit === 0 ? keys : keys.slice(0, limit)) {
      const value = entries.get(key);
      if (value !== undefined) yield [bytes(key.slice(prefix.length)), bytes(value)];
    }
  }
}
