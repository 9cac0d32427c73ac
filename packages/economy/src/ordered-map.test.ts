import fc from "fast-check";
import { expect, test } from "vitest";
import { byCodeUnit, entriesOf, lookUp, type OrderedMap } from "./index.ts";
import { mapOfSorted, mergeMaps, withEntry } from "./ordered-map.ts";

const key = fc.string({ maxLength: 3 });
const entries = fc.array(fc.tuple(key, fc.integer()), { maxLength: 60 });

function sorted(map: ReadonlyMap<string, number>): [string, number][] {
  return [...map].sort(([a], [b]) => byCodeUnit(a, b));
}

function built(from: readonly (readonly [string, number])[]): OrderedMap<number> {
  return from.reduce<OrderedMap<number>>(
    (map, [at, value]) => withEntry(map, at, value),
    undefined,
  );
}

function depth(map: OrderedMap<number>): number {
  return map === undefined ? 0 : 1 + Math.max(depth(map.left), depth(map.right));
}

test("it holds what a Map holds, in code-unit order", () => {
  fc.assert(
    fc.property(entries, key, (given, wanted) => {
      const model = new Map(given);
      const map = built(given);
      expect(entriesOf(map)).toEqual(sorted(model));
      expect(lookUp(map, wanted)).toBe(model.get(wanted));
      expect(entriesOf(mapOfSorted(sorted(model)))).toEqual(sorted(model));
    }),
  );
});

test("a merge has both, joined where they meet", () => {
  fc.assert(
    fc.property(entries, entries, (left, right) => {
      const model = new Map(left);
      for (const [at, value] of new Map(right)) model.set(at, (model.get(at) ?? 0) + value);
      expect(entriesOf(mergeMaps(built(left), built(right), (a, b) => a + b))).toEqual(
        sorted(model),
      );
    }),
  );
});

test("an old map stays what it was", () => {
  const old = built([["a", 1]]);
  expect(entriesOf(withEntry(old, "a", 2))).toEqual([["a", 2]]);
  expect(entriesOf(old)).toEqual([["a", 1]]);
});

test("ids that come in order don't make it deep", () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => [`n${1_000 + at}`, at] as const);
  expect(depth(built(ids))).toBeLessThan(20);
  expect(depth(built(ids.toReversed()))).toBeLessThan(20);
});
