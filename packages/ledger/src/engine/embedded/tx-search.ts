import type { ExecutedTx } from "../block-types.ts";
import type { Search } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import { type Condition, heightRange, parseSearchQuery, satisfies } from "../search-query.ts";
import { decodePlaces, heightText, parseHeight, positionOf } from "./block-keys.ts";
import type { BlockStore } from "./block-store.ts";

/** Rows of the index, and positions in them, that one condition may read. */
const scannedMax = 100_000;

/** Finds transactions by the events they emitted: every condition must hold, each on any event of the transaction. */
export async function searchTxs(
  store: BlockStore,
  search: Search,
  publishedHeight: number,
): Promise<Readonly<{ total: number; txs: readonly ExecutedTx[] }>> {
  const conditions = parseSearchQuery(search.query);
  const positions = await matchingPositions(store, search.query, conditions, publishedHeight);
  if (search.order === "descending") positions.reverse();

  const page = positions.slice(search.offset, search.offset + search.limit);
  const txs: ExecutedTx[] = [];
  for (const position of page) {
    const found = await store.txAt(position);
    if (found !== undefined) txs.push(found);
  }
  return { total: positions.length, txs };
}

async function matchingPositions(
  store: BlockStore,
  query: string,
  conditions: readonly Condition[],
  publishedHeight: number,
): Promise<string[]> {
  const { from, to } = heightRange(conditions, "tx.height");
  const range = { from, to: Math.min(to, publishedHeight) };
  const others = conditions.filter(({ key }) => key !== "tx.height");
  if (others.length === 0) return heights(store, query, range);

  let found: Set<string> | undefined;
  for (const condition of others) {
    const positions = await positionsOf(store, query, condition, range);
    found = new Set(
      found === undefined ? positions : positions.filter((position) => found?.has(position)),
    );
    if (found.size === 0) return [];
  }
  return [...(found ?? [])].sort();
}

type Heights = Readonly<{ from: number; to: number }>;

async function positionsOf(
  store: BlockStore,
  query: string,
  condition: Condition,
  range: Heights,
): Promise<string[]> {
  if (condition.key === "tx.hash") return positionOfHash(store, query, condition, range);
  if (condition.comparison === "=") {
    const prefix = `event/${condition.key}\0${condition.value}\0`;
    const bounds = { gte: `${prefix}${heightText(range.from)}`, lt: `${prefix}${end(range)}` };
    return scan(store, query, bounds, postedAt);
  }

  const prefix = `event/${condition.key}\0`;
  const bounds = { gte: prefix, lt: `event/${condition.key}\x01` };
  return scan(store, query, bounds, (key, places) => {
    const height = key.slice(-heightLength);
    const isInside = height >= heightText(range.from) && height < end(range);
    const value = key.slice(prefix.length, -heightLength - 1);
    return isInside && satisfies(condition, value) ? postedAt(key, places) : [];
  });
}

async function positionOfHash(
  store: BlockStore,
  query: string,
  condition: Condition,
  range: Heights,
): Promise<string[]> {
  if (condition.comparison !== "=" || !/^[0-9a-fA-F]{64}$/.test(condition.value))
    throw new EngineError({
      code: "query-malformed",
      query,
      reason: "tx.hash must equal 64 hex digits",
    });
  const position = await store.positionOfTx(Buffer.from(condition.value, "hex"));
  const isInside =
    position !== undefined && position >= heightText(range.from) && position < end(range);
  return isInside ? [position] : [];
}

function heights(store: BlockStore, query: string, range: Heights): Promise<string[]> {
  const prefix = "count/";
  const bounds = { gte: `${prefix}${heightText(range.from)}`, lt: `${prefix}${end(range)}` };
  return scan(store, query, bounds, (key, count) => {
    const [length = 0] = decodePlaces(count);
    return positionsIn(
      key,
      Array.from({ length }, (_, place) => place),
    );
  });
}

/** Digits of a height at the end of a key. */
const heightLength = 16;

function postedAt(key: string, places: Uint8Array): string[] {
  return positionsIn(key, decodePlaces(places));
}

function positionsIn(key: string, places: readonly number[]): string[] {
  const height = parseHeight(key.slice(-heightLength));
  return places.map((place) => positionOf(height, place));
}

async function scan(
  store: BlockStore,
  query: string,
  bounds: Readonly<{ gte: string; lt: string }>,
  positionsOf: (key: string, value: Uint8Array) => readonly string[],
): Promise<string[]> {
  const positions: string[] = [];
  let scanned = 0;
  for await (const [key, value] of store.rows({ ...bounds, limit: scannedMax + 1 })) {
    scanned += 1;
    for (const position of positionsOf(key, value)) positions.push(position);
    if (scanned > scannedMax || positions.length > scannedMax)
      throw new EngineError({ code: "query-too-broad", query, limit: scannedMax });
  }
  return positions;
}

/** Just past every position of the last height. */
function end({ to }: Heights): string {
  return heightText(Math.max(to, -1) + 1);
}
