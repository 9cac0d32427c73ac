/**
 * An immutable map from ids, in code-unit order: `withEntry` shares all but a path of the map it is given, so a
 * small operation costs O(log n) and an old state stays whole. `undefined` is the empty map.
 */
export type OrderedMap<V> = Branch<V> | undefined;

type Branch<V> = Readonly<{
  key: string;
  value: V;
  size: number;
  left: OrderedMap<V>;
  right: OrderedMap<V>;
}>;

/** The value of `key`, or undefined. O(log n). */
export function lookUp<V>(map: OrderedMap<V>, key: string): V | undefined {
  let at = map;
  while (at !== undefined && at.key !== key) at = key < at.key ? at.left : at.right;
  return at?.value;
}

/** A map that has `value` at `key`. O(log n). */
export function withEntry<V>(map: OrderedMap<V>, key: string, value: V): OrderedMap<V> {
  if (map === undefined) return branch({ key, value }, undefined, undefined);
  if (key === map.key) return { ...map, value };
  return key < map.key
    ? balanced(map, withEntry(map.left, key, value), map.right)
    : balanced(map, map.left, withEntry(map.right, key, value));
}

/** All entries in code-unit order. */
export function entriesOf<V>(map: OrderedMap<V>): readonly (readonly [string, V])[] {
  const entries: (readonly [string, V])[] = [];
  collect(map, entries);
  return entries;
}

/** All values, in code-unit order of their keys. */
export function valuesOf<V>(map: OrderedMap<V>): readonly V[] {
  const values: V[] = [];
  collectValues(map, values);
  return values;
}

/** A map of entries that are in code-unit order, each key once. Linear. */
export function mapOfSorted<V>(entries: readonly (readonly [string, V])[]): OrderedMap<V> {
  return build(entries, 0, entries.length);
}

/** Both maps in one; `join` decides where both have a key. Linear. */
export function mergeMaps<V>(
  a: OrderedMap<V>,
  b: OrderedMap<V>,
  join: (a: V, b: V) => V,
): OrderedMap<V> {
  const left = entriesOf(a);
  const right = entriesOf(b);
  const merged: (readonly [string, V])[] = [];
  let i = 0;

  for (const entry of right) {
    const [key, value] = entry;
    for (let next = left[i]; next !== undefined && next[0] < key; next = left[i]) {
      merged.push(next);
      i += 1;
    }
    const same = left[i];
    if (same?.[0] === key) i += 1;
    merged.push(same?.[0] === key ? [key, join(same[1], value)] : entry);
  }
  return mapOfSorted([...merged, ...left.slice(i)]);
}

/** A map of the same keys, each value made anew. Linear, and of the same shape. */
export function mapValues<V, W>(
  map: OrderedMap<V>,
  make: (value: V, key: string) => W,
): OrderedMap<W> {
  if (map === undefined) return undefined;
  const left = mapValues(map.left, make);
  const value = make(map.value, map.key);
  const right = mapValues(map.right, make);
  return { key: map.key, value, size: map.size, left, right };
}

/**
 * The map with a value for each of `keys`, which are in code-unit order, joined in. Linear. Where the map has all keys
 * already, as it mostly has, its shape is kept and nothing is sorted or balanced anew.
 */
export function addToMap<V>(
  map: OrderedMap<V>,
  { keys, valueAt }: Readonly<{ keys: readonly string[]; valueAt: (place: number) => V }>,
  join: (a: V, b: V) => V,
): OrderedMap<V> {
  let next = 0;
  const added = mapValues(map, (value, key) => {
    if (keys[next] !== key) return value;
    next += 1;
    return join(value, valueAt(next - 1));
  });
  if (next === keys.length) return added;
  return mergeMaps(map, mapOfSorted(keys.map((key, at) => [key, valueAt(at)] as const)), join);
}

function collect<V>(map: OrderedMap<V>, into: (readonly [string, V])[]): void {
  if (map === undefined) return;
  collect(map.left, into);
  into.push([map.key, map.value]);
  collect(map.right, into);
}

function collectValues<V>(map: OrderedMap<V>, into: V[]): void {
  if (map === undefined) return;
  collectValues(map.left, into);
  into.push(map.value);
  collectValues(map.right, into);
}

function build<V>(
  entries: readonly (readonly [string, V])[],
  from: number,
  to: number,
): OrderedMap<V> {
  const middle = (from + to) >> 1;
  const entry = entries[middle];
  if (from >= to || entry === undefined) return undefined;
  return branch(
    { key: entry[0], value: entry[1] },
    build(entries, from, middle),
    build(entries, middle + 1, to),
  );
}

type Entry<V> = Readonly<{ key: string; value: V }>;

function branch<V>({ key, value }: Entry<V>, left: OrderedMap<V>, right: OrderedMap<V>): Branch<V> {
  return { key, value, size: sizeOf(left) + sizeOf(right) + 1, left, right };
}

function sizeOf(map: OrderedMap<unknown>): number {
  return map?.size ?? 0;
}

/** Weight-balanced (Adams; the constants 3 and 2 of Hirai and Yamamoto): one side at most three times the other. */
function balanced<V>(entry: Entry<V>, left: OrderedMap<V>, right: OrderedMap<V>): Branch<V> {
  if (left !== undefined && isTooHeavy(left, right)) return rotateRight(entry, left, right);
  if (right !== undefined && isTooHeavy(right, left)) return rotateLeft(entry, left, right);
  return branch(entry, left, right);
}

function isTooHeavy(side: OrderedMap<unknown>, other: OrderedMap<unknown>): boolean {
  return sizeOf(side) + 1 > 3 * (sizeOf(other) + 1);
}

function rotateRight<V>(entry: Entry<V>, left: Branch<V>, right: OrderedMap<V>): Branch<V> {
  const inner = left.right;
  if (inner === undefined || sizeOf(inner) + 1 < 2 * (sizeOf(left.left) + 1)) {
    return branch(left, left.left, branch(entry, inner, right));
  }
  return branch(inner, branch(left, left.left, inner.left), branch(entry, inner.right, right));
}

function rotateLeft<V>(entry: Entry<V>, left: OrderedMap<V>, right: Branch<V>): Branch<V> {
  const inner = right.left;
  if (inner === undefined || sizeOf(inner) + 1 < 2 * (sizeOf(right.right) + 1)) {
    return branch(right, branch(entry, left, inner), right.right);
  }
  return branch(inner, branch(entry, left, inner.left), branch(right, inner.right, right.right));
}
