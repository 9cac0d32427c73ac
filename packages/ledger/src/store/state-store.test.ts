import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  appHashOf,
  branchHash,
  emptyRoot,
  entryHash,
  entryPath,
  pathBit,
  verifyAbsence,
  verifyMembership,
} from "@stos/codec";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cachedKeyValue } from "./cached-key-value.ts";
import type { PathOf } from "./digest.ts";
import type { KeyValueStore } from "./key-value.ts";
import { openLevelKeyValue } from "./level-key-value.ts";
import { memoryKeyValue } from "./memory-key-value.ts";
import { type StoreSettings, storeOver } from "./open.ts";
import type { Changes, Entry, StateStore } from "./store.ts";

const modules = ["bank", "sds", "a-module-that-stays-empty"];
const bytes = (text: string) => Buffer.from(text, "latin1");

/** What the state should be: the newest and every earlier height. */
type Model = ReadonlyMap<string, string>;

type Block = readonly Readonly<{ module: string; key: string; value: string | undefined }>[];

function changesOf(block: Block): Changes {
  const changes = new Map<string, Map<string, Uint8Array | undefined>>();
  for (const { module, key, value } of block) {
    const own = changes.get(module) ?? new Map<string, Uint8Array | undefined>();
    changes.set(module, own.set(key, value === undefined ? undefined : bytes(value)));
  }
  return changes;
}

function applied(model: Model, block: Block): Model {
  const next = new Map(model);
  for (const { module, key, value } of block)
    if (value === undefined) next.delete(`${module}/${key}`);
    else next.set(`${module}/${key}`, value);
  return next;
}

function entriesOf(model: Model, module: string): readonly (readonly [string, string])[] {
  return [...model]
    .filter(([name]) => name.startsWith(`${module}/`))
    .map(([name, value]) => [name.slice(module.length + 1), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The definition itself: halves by the next bit, down to single entries, over the rules of `codec`. */
function naiveRoot(
  leaves: readonly Readonly<{ path: Uint8Array; hash: Uint8Array }>[],
  depth = 0,
): Uint8Array {
  const [first, second] = leaves;
  if (first === undefined) return emptyRoot;
  if (second === undefined) return first.hash;
  const half = (bit: 0 | 1) => leaves.filter(({ path }) => pathBit(path, depth) === bit);
  return branchHash(naiveRoot(half(0), depth + 1), naiveRoot(half(1), depth + 1));
}

function naiveAppHash(
  model: Model,
  pathOf: (key: Uint8Array) => Uint8Array = entryPath,
): Uint8Array {
  return appHashOf(
    modules.map((name) => {
      const leaves = entriesOf(model, name).map(([key, value]) => {
        const path = pathOf(bytes(key));
        return { path, hash: entryHash(path, bytes(value)) };
      });
      return { name, root: naiveRoot(leaves) };
    }),
  );
}

async function listed(
  entries: AsyncIterable<Entry>,
): Promise<readonly (readonly [string, string])[]> {
  const list: (readonly [string, string])[] = [];
  for await (const [key, value] of entries)
    list.push([Buffer.from(key).toString("latin1"), Buffer.from(value).toString("latin1")]);
  return list;
}

async function committed(store: StateStore, height: number, block: Block): Promise<void> {
  await store.stage(height, changesOf(block));
  await store.commit();
}

const blocks = fc.array(
  fc.array(
    fc.record({
      module: fc.constantFrom("bank", "sds"),
      key: fc.integer({ min: 0, max: 60 }).map((number) => `k${number}`),
      value: fc.option(fc.string({ minLength: 1, maxLength: 3, unit: "grapheme-ascii" }), {
        nil: undefined,
      }),
    }),
    { maxLength: 40 },
  ),
  { minLength: 2, maxLength: 9 },
);

type Backend = Readonly<{
  name: string;
  /** Runs with rows that stay over a reopening. */
  withRows(work: (reopen: () => Promise<KeyValueStore>) => Promise<void>): Promise<void>;
}>;

const backends: readonly Backend[] = [
  {
    name: "memory",
    async withRows(work) {
      const rows = memoryKeyValue();
      await work(async () => ({ ...rows, close: async () => {} }));
    },
  },
  { name: "disk", withRows: (work) => onDisk(openLevelKeyValue, work) },
  {
    name: "disk behind a small cache",
    withRows: (work) =>
      onDisk(async (path) => cachedKeyValue(await openLevelKeyValue(path), 10_000), work),
  },
];

async function onDisk(
  open: (path: string) => Promise<KeyValueStore>,
  work: (reopen: () => Promise<KeyValueStore>) => Promise<void>,
): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), "state-store-"));
  try {
    await work(() => open(path));
  } finally {
    await rm(path, { recursive: true });
  }
}

async function opened(reopen: () => Promise<KeyValueStore>, settings: Partial<StoreSettings> = {}) {
  return storeOver(await reopen(), { modules, ...settings });
}

describe.each(backends)("the state store on $name", ({ withRows }) => {
  test("has the app hash, the entries and the proofs of the naive tree at every held height", () =>
    fc.assert(
      fc.asyncProperty(blocks, fc.nat({ max: 8 }), async (sequence, reopenAt) => {
        await withRows(async (reopen) => {
          const models: Model[] = [new Map()];
          let store = await opened(reopen);
          for (const [place, block] of sequence.entries()) {
            const model = applied(models[place] ?? new Map(), block);
            models.push(model);
            const appHash = await store.stage(place + 1, changesOf(block));
            expect(Buffer.from(appHash)).toEqual(Buffer.from(naiveAppHash(model)));
            await store.commit();
            expect(store.height).toBe(place + 1);
            if (place === reopenAt) {
              await store[Symbol.asyncDispose]();
              store = await opened(reopen);
            }
          }
          for (const [height, model] of models.entries())
            if (height > 0) await checkHeight(store, height, model);
          await store[Symbol.asyncDispose]();
        });
      }),
      { numRuns: 25 },
    ));

  test("takes commits back one by one", () =>
    withRows(async (reopen) => {
      let store = await opened(reopen);
      const models: Model[] = [new Map()];
      for (let height = 1; height <= 6; height += 1) {
        const block = Array.from({ length: 200 }, (_, place) => ({
          module: "bank",
          key: `k${(place * 7 + height * 31) % 500}`,
          value: (place + height) % 5 === 0 ? undefined : `${height}-${place}`,
        }));
        models.push(applied(models[height - 1] ?? new Map(), block));
        await committed(store, height, block);
      }
      for (let height = 5; height >= 1; height -= 1) {
        await store.rollback();
        expect(store.height).toBe(height);
        await checkHeight(store, height, models[height] ?? new Map());
        if (height > 1) await checkHeight(store, height - 1, models[height - 1] ?? new Map());
      }
      await expect(store.rollback()).rejects.toThrow(RangeError);
      await store[Symbol.asyncDispose]();
      store = await opened(reopen);
      await checkHeight(store, 1, models[1] ?? new Map());
      await store[Symbol.asyncDispose]();
    }));

  test("splits ground-out paths below their bucket and joins them again", () =>
    withRows(async (reopen) => {
      let store = await opened(reopen, { pathOf: craftedPath });
      const keys = Array.from({ length: 300 }, (_, place) => `ground-${place}`);
      const block = (from: number, to: number, value: string | undefined): Block =>
        keys.slice(from, to).map((key) => ({ module: "bank", key, value }));
      const steps = [
        block(0, 300, "a"),
        block(40, 50, "b"),
        block(20, 300, undefined),
        block(100, 250, "c"),
        block(0, 300, undefined),
      ];
      let model: Model = new Map();
      for (const [place, step] of steps.entries()) {
        model = applied(model, step);
        const appHash = await store.stage(place + 1, changesOf(step));
        expect(Buffer.from(appHash)).toEqual(
          Buffer.from(naiveAppHash(model, (key) => Buffer.from(craftedPath(key), "latin1"))),
        );
        await store.commit();
        await store[Symbol.asyncDispose]();
        store = await opened(reopen, { pathOf: craftedPath });
      }
      await store[Symbol.asyncDispose]();
    }));

  test("goes on with a listing as it began while blocks are committed", () =>
    withRows(async (reopen) => {
      const store = await opened(reopen);
      const all = Array.from({ length: 1_000 }, (_, place) => ({
        module: "sds",
        key: `k${1_000 + place}`,
        value: "old",
      }));
      await committed(store, 1, all);
      const reads = [store.module("sds"), store.at(1)?.("sds")].map((reader) =>
        reader?.entries({})[Symbol.asyncIterator](),
      );
      for (const read of reads) await read?.next();
      await committed(
        store,
        2,
        all.map((change, place) => ({ ...change, value: place % 2 === 0 ? undefined : "new" })),
      );
      for (const read of reads) {
        let count = 1;
        for (let next = await read?.next(); next?.done === false; next = await read?.next()) {
          expect(Buffer.from(next.value[1]).toString()).toBe("old");
          count += 1;
        }
        expect(count).toBe(1_000);
      }
      await store[Symbol.asyncDispose]();
    }));

  test("reads earlier heights rightly while a commit is under way", () =>
    withRows(async (reopen) => {
      const store = await opened(reopen);
      const block = (value: string) =>
        Array.from({ length: 300 }, (_, place) => ({ module: "bank", key: `k${place}`, value }));
      await committed(store, 1, block("one"));
      const before = store.appHash;
      await store.stage(2, changesOf(block("two")));
      const commit = store.commit();
      let isDone = false;
      void commit.then(() => {
        isDone = true;
      });
      while (!isDone) {
        expect(store.at(1)?.("bank").get(bytes("k7"))).toEqual(bytes("one"));
        const proof = await store.prove("bank", bytes("k7"), 1);
        expect(
          proof &&
            verifyMembership({
              appHash: before,
              module: "bank",
              key: bytes("k7"),
              value: bytes("one"),
              proof,
            }),
        ).toBe(true);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await commit;
      expect(store.module("bank").get(bytes("k7"))).toEqual(bytes("two"));
      await store[Symbol.asyncDispose]();
    }));

  test("holds the heights it was asked to hold and no more", () =>
    withRows(async (reopen) => {
      const store = await opened(reopen, { historyHeights: 5 });
      let reader = store.at(0);
      for (let height = 1; height <= 12; height += 1) {
        await committed(store, height, [{ module: "bank", key: "k", value: `${height}` }]);
        if (height === 3) reader = store.at(3);
      }
      expect(store.at(6)).toBeUndefined();
      expect(store.at(13)).toBeUndefined();
      expect(store.at(7)?.("bank").get(bytes("k"))).toEqual(bytes("7"));
      expect(await store.prove("bank", bytes("k"), 6)).toBeUndefined();
      expect(() => reader?.("bank").get(bytes("k"))).toThrow("no longer held");
      await store[Symbol.asyncDispose]();
    }));

  test("refuses to open when a row of the tree isn't the one that was committed", () =>
    withRows(async (reopen) => {
      const store = await opened(reopen);
      await committed(store, 1, [{ module: "bank", key: "k", value: "v" }]);
      await store[Symbol.asyncDispose]();
      const rows = await reopen();
      for await (const [key, value] of rows.entries({
        gte: bytes("t"),
        lt: bytes("u"),
        reverse: false,
        limit: 1,
      })) {
        const other = Buffer.from(value);
        other[5] = (other[5] ?? 0) ^ 1;
        await rows.write([[key, other]]);
      }
      await rows.close();
      const again = await reopen();
      await expect(storeOver(again, { modules })).rejects.toThrow(/module bank has the root/);
      await expect(storeOver(again, { modules: ["bank"] })).rejects.toThrow(/holds the modules/);
      await again.close();
    }));

  test("refuses empty keys and values, unknown modules, skipped heights and commits of nothing", () =>
    withRows(async (reopen) => {
      const store = await opened(reopen);
      await expect(store.commit()).rejects.toThrow("nothing is staged");
      await store.stage(5, new Map());
      await store.commit();
      await expect(store.stage(7, new Map())).rejects.toThrow("doesn't follow");
      expect(() => store.module("gov")).toThrow('no module "gov"');
      await store[Symbol.asyncDispose]();
      for (const block of [
        [{ module: "bank", key: "", value: "v" }],
        [{ module: "bank", key: "k", value: "" }],
      ]) {
        const again = await opened(reopen);
        await expect(again.stage(6, changesOf(block))).rejects.toThrow(RangeError);
        await again[Symbol.asyncDispose]();
      }
    }));
});

async function checkHeight(store: StateStore, height: number, model: Model): Promise<void> {
  const appHash = naiveAppHash(model);
  for (const module of modules) {
    const expected = entriesOf(model, module);
    const reader = store.at(height)?.(module);
    if (reader === undefined) expect.fail(`height ${height} isn't held`);
    expect(await listed(reader.entries({}))).toEqual(expected);
    const inside = expected
      .filter(([key]) => key >= "k2" && key < "k5")
      .reverse()
      .slice(0, 4);
    expect(
      await listed(reader.entries({ gte: bytes("k2"), lt: bytes("k5"), reverse: true, limit: 4 })),
    ).toEqual(inside);

    const values = new Map(expected);
    for (let number = 0; number <= 62; number += 9) {
      const key = bytes(`k${number}`);
      const value = values.get(`k${number}`);
      expect(reader.get(key)?.toString()).toBe(
        value === undefined ? undefined : bytes(value).toString(),
      );
      const proof = await store.prove(module, key, height);
      if (proof === undefined) expect.fail(`no proof at height ${height}`);
      const isProved =
        value === undefined
          ? verifyAbsence({ appHash, module, key, proof })
          : verifyMembership({ appHash, module, key, value: bytes(value), proof });
      expect(isProved).toBe(true);
    }
  }
}

/** All but the last bytes shared, as if somebody had ground names out. */
const craftedPath: PathOf = (key) => {
  const path = Buffer.from(entryPath(key));
  path.fill(0xa5, 0, 4);
  return path.toString("latin1");
};
