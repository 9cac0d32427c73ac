import type { Entry } from "../store/store.ts";
import { bytesOfLatin, latinOf } from "./key-bytes.ts";

/** A parent's entries with pending writes laid over them, both in the same order; undefined hides the parent's entry. */
export async function* mergeEntries(
  parent: AsyncIterable<Entry>,
  pending: readonly (readonly [key: string, value: Uint8Array | undefined])[],
  { reverse }: Readonly<{ reverse?: boolean }>,
): AsyncIterable<Entry> {
  const isBefore = (a: string, b: string) => (reverse === true ? a > b : a < b);
  let next = 0;

  for await (const entry of parent) {
    const key = latinOf(entry[0]);
    for (; isPendingBefore(pending[next], key, isBefore); next += 1) yield* present(pending[next]);

    if (pending[next]?.[0] === key) {
      yield* present(pending[next]);
      next += 1;
    } else {
      yield entry;
    }
  }

  for (; next < pending.length; next += 1) yield* present(pending[next]);
}

type Pending = readonly [key: string, value: Uint8Array | undefined];

function isPendingBefore(
  pending: Pending | undefined,
  key: string,
  isBefore: (a: string, b: string) => boolean,
): boolean {
  return pending !== undefined && isBefore(pending[0], key);
}

function* present(pending: Pending | undefined): Iterable<Entry> {
  if (pending?.[1] !== undefined) yield [bytesOfLatin(pending[0]), pending[1]];
}
