import type { Entry } from "./store.ts";

/** The rows of a range as they were before some of them changed; `old` holds what stood there, undefined for nothing. */
export async function* mergeRange(
  rows: AsyncIterable<readonly [Buffer, Buffer]>,
  old: ReadonlyMap<string, Buffer | undefined>,
  { reverse, limit }: Readonly<{ reverse: boolean; limit: number }>,
): AsyncGenerator<Entry> {
  const inOrder = (a: string, b: string) => (reverse ? a > b : a < b);
  const waiting = [...old].sort(([a], [b]) => (inOrder(a, b) ? -1 : 1));
  let left = limit === 0 ? Number.POSITIVE_INFINITY : limit;
  for await (const entry of merged(rows, waiting, inOrder)) {
    yield entry;
    left -= 1;
    if (left === 0) return;
  }
}

async function* merged(
  rows: AsyncIterable<readonly [Buffer, Buffer]>,
  waiting: readonly (readonly [key: string, value: Buffer | undefined])[],
  inOrder: (a: string, b: string) => boolean,
): AsyncGenerator<Entry> {
  let next = 0;
  for await (const row of rows) {
    const key = row[0].toString("latin1");
    let isOld = false;
    for (; next < waiting.length; next += 1) {
      const [oldKey, value] = waiting[next] ?? ["", undefined];
      if (inOrder(key, oldKey)) break;
      isOld = oldKey === key;
      if (value !== undefined) yield [Buffer.from(oldKey, "latin1"), value];
    }
    if (!isOld) yield row;
  }

  for (const [key, value] of waiting.slice(next))
    if (value !== undefined) yield [Buffer.from(key, "latin1"), value];
}
