import type { KeyValueStore } from "./key-value.ts";

/** What the cache may take; a row counts its key, its value and `rowOverheadBytes`. */
const cachedBytesMax = 64 * 2 ** 20;
const rowOverheadBytes = 200;
/** Longer values are read again each time. */
const cachedValueBytesMax = 4_096;

/**
 * The rows with those that were read or written last in memory, absences included. A hot account is then read without the database,
 * and what a block has read needn't be read again when its changes are staged.
 *
 * While a write is under way the cache knows neither the rows it changes nor learns others, so that it never holds what was
 * read before a write beyond its end; after a write that failed it learns nothing more. Two generations stand for the order of use: the
 * younger one takes what is used, and when it is full, the older one goes.
 */
export function cachedKeyValue(rows: KeyValueStore, bytesMax = cachedBytesMax): KeyValueStore {
  let young = new Map<string, Buffer | undefined>();
  let old = new Map<string, Buffer | undefined>();
  let youngBytes = 0;
  /** Begun and ended: where they differ, or have moved since a read began, what was read may be of the past. */
  let begun = 0;
  let ended = 0;

  function remember(name: string, value: Buffer | undefined): void {
    const size = value?.length ?? 0;
    if (size > cachedValueBytesMax) return;
    old.delete(name);
    young.set(name, value);
    youngBytes += name.length + size + rowOverheadBytes;
    if (youngBytes <= bytesMax / 2) return;
    old = young;
    young = new Map();
    youngBytes = 0;
  }

  function forget(name: string): void {
    young.delete(name);
    old.delete(name);
  }

  /** `isKnown` apart from the value: an absence is known, too. */
  function find(name: string): Readonly<{ isKnown: boolean; value: Buffer | undefined }> {
    const value = young.get(name);
    if (value !== undefined || young.has(name)) return { isKnown: true, value };
    if (!old.has(name)) return { isKnown: false, value: undefined };
    const aged = old.get(name);
    remember(name, aged);
    return { isKnown: true, value: aged };
  }

  return {
    get(key) {
      const name = nameOf(key);
      const found = find(name);
      if (found.isKnown) return found.value;
      const value = rows.get(key);
      if (begun === ended) remember(name, value);
      return value;
    },

    async getMany(keys) {
      const names = keys.map(nameOf);
      const found = names.map(find);
      const missing = keys.filter((_, place) => found[place]?.isKnown === false);
      if (missing.length === 0) return found.map(({ value }) => value);

      const before = ended;
      const read = await rows.getMany(missing);
      const isCurrent = begun === before && ended === before;
      let next = 0;
      return found.map(({ isKnown, value }, place) => {
        if (isKnown) return value;
        const fresh = read[next++];
        if (isCurrent) remember(names[place] ?? "", fresh);
        return fresh;
      });
    },

    entries: (range) => rows.entries(range),

    async write(written) {
      begun += 1;
      const names = written.map(([key]) => nameOf(key));
      for (const name of names) forget(name);
      // Where this throws, `ended` stays behind: nothing is learnt any more, and what is known wasn't in the write.
      await rows.write(written);
      ended += 1;
      if (begun !== ended) return;
      for (const [place, [, value]] of written.entries())
        remember(names[place] ?? "", value && bufferOf(value));
    },

    close: () => rows.close(),
  };
}

/** Every row's key as latin1 text. */
function nameOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString("latin1");
}

/** What is remembered must not hold a larger buffer than its own, nor change with the writer's. */
function bufferOf(value: Uint8Array): Buffer {
  return Buffer.from(value);
}
