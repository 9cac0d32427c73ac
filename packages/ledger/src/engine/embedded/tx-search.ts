import type { ExecutedTx } from "../block-types.ts";
import type { Search } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import { type Condition, heightRange, parseSearchQuery, satisfies } from "../search-query.ts";
import { heightText } from "./block-keys.ts";
import type { BlockStore } from "./block-store.ts";

/** Index entries that one condition may read. */
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
    const keys = await scan(store, query, {
      gte: `${prefix}${heightText(range.from)}`,
      lt: `${prefix}${end(range)}`,
    });
    return keys.map((key) => key.slice(-24));
  }

  const prefix = `event/${condition.key}\0`;
  const keys = await scan(store, query, { gte: prefix, lt: `event/${condition.key}\x01` });
  return keys
    .filter((key) => satisfies(condition, key.slice(prefix.length, -25)))
    .map((key) => key.slice(-24))
    .filter((position) => position >= heightText(range.from) && position < end(range));
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

async function heights(store: BlockStore, query: string, range: Heights): Promise<string[]> {
  const prefix = "position/";
  const keys = await scan(store, query, {
    gte: `${prefix}${heightText(range.from)}`,
    lt: `${prefix}${end(range)}`,
  });
  return keys.map((key) => key.slice(prefix.length));
}

async function scan(
  store: BlockStore,
  query: string,
  range: Readonly<{ gte: string; lt: string }>,
): Promise<string[]> {
  const keys = await store.keys({ ...range, limit: scannedMax + 1 });
  if (keys.length > scannedMax)
    throw new EngineError({ code: "query-too-broad", query, limit: scannedMax });
  return keys;
}

/** Just past every position of the last height. */
function end({ to }: Heights): string {
  return heightText(Math.max(to, -1) + 1);
}
