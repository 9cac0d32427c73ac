import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryStateStore } from "../store/index.ts";
import type { KeyRange, StoreReader } from "../store/store.ts";
import { type Branch, branch, branchState, mergeChanges } from "./branch.ts";
import { latinOf } from "./key-bytes.ts";

const keys = fc.uint8Array({ minLength: 1, maxLength: 2, max: 4 });
const write = fc.record({
  key: keys,
  value: fc.option(fc.uint8Array({ minLength: 1, maxLength: 2 }), { nil: undefined }),
});
const range = fc.record(
  { gte: keys, lt: keys, reverse: fc.boolean(), limit: fc.nat(5) },
  { requiredKeys: [] },
);
type Write = Readonly<{ key: Uint8Array; value: Uint8Array | undefined }>;

test("nested branches read as the writes say, in the order of keys", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(write),
      fc.array(write),
      fc.array(write),
      range,
      async (committed, lower, upper, asked) => {
        const store = await memoryStateStore(["m"]);
        const first = branchState((name) => store.module(name));
        apply(first, committed);
        await store.stage(1, first.changes());
        await store.commit();

        const block = branchState((name) => store.module(name));
        apply(block, lower);
        const transaction = branch(block);
        apply(transaction, upper);
        const expected = model([...committed, ...lower, ...upper], asked);
        expect(await listed(transaction.store("m"), asked)).toEqual(expected);
        expect(await listed(block.store("m"), asked)).toEqual(
          model([...committed, ...lower], asked),
        );

        transaction.write();
        expect(await listed(block.store("m"), asked)).toEqual(expected);
      },
    ),
    { numRuns: 100 },
  );
});

test("a discarded branch leaves its parent as it was", () => {
  const parent = branchState(() => empty);
  parent.store("m").set(Uint8Array.of(1), Uint8Array.of(1));
  const child = branch(parent);
  child.store("m").delete(Uint8Array.of(1));
  expect(child.store("m").get(Uint8Array.of(1))).toBeUndefined();

  child.discard();
  child.write();
  expect(parent.store("m").get(Uint8Array.of(1))).toEqual(Uint8Array.of(1));
});

test("merged changes hold both layers, the upper one's word last", () => {
  const [lower, upper] = [branchState(() => empty), branchState(() => empty)];
  apply(lower, [
    { key: Uint8Array.of(1), value: Uint8Array.of(1) },
    { key: Uint8Array.of(2), value: Uint8Array.of(2) },
  ]);
  apply(upper, [{ key: Uint8Array.of(1), value: undefined }]);
  const merged = mergeChanges(lower.changes(), upper.changes()).get("m");
  expect([...(merged ?? [])]).toEqual([
    ["\x01", undefined],
    ["\x02", Uint8Array.of(2)],
  ]);
});

test("an empty key or value is a bug", () => {
  const store = branchState(() => empty).store("m");
  expect(() => store.set(new Uint8Array(), Uint8Array.of(1))).toThrow(RangeError);
  expect(() => store.set(Uint8Array.of(1), new Uint8Array())).toThrow(RangeError);
});

const empty: StoreReader = { get: () => undefined, async *entries() {} };

function apply(to: Branch, writes: readonly Write[]): void {
  const store = to.store("m");
  for (const { key, value } of writes) {
    if (value === undefined) store.delete(key);
    else store.set(key, value);
  }
}

function model(writes: readonly Write[], { gte, lt, reverse, limit }: KeyRange) {
  const held = new Map(writes.map(({ key, value }) => [latinOf(key), value]));
  const inside = [...held].filter(
    ([key, value]) =>
      value !== undefined &&
      (gte === undefined || key >= latinOf(gte)) &&
      (lt === undefined || key < latinOf(lt)),
  );
  inside.sort(([a], [b]) => (a < b ? -1 : 1));
  if (reverse === true) inside.reverse();
  return (limit ? inside.slice(0, limit) : inside).map(([key, value]) => [key, [...(value ?? [])]]);
}

async function listed(store: StoreReader, asked: KeyRange) {
  const found: unknown[] = [];
  for await (const [key, value] of store.entries(asked)) found.push([latinOf(key), [...value]]);
  return found;
}
