import type { DecidedBlock } from "../block-types.ts";
import type { Search } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import { heightRange, parseSearchQuery } from "../search-query.ts";
import type { BlockStore } from "./block-store.ts";

/** Finds blocks by `block.height` alone, among those published. */
export async function searchBlocks(
  store: BlockStore,
  search: Search,
  publishedHeight: number,
): Promise<Readonly<{ total: number; blocks: readonly DecidedBlock[] }>> {
  const conditions = parseSearchQuery(search.query);
  if (conditions.some(({ key }) => key !== "block.height"))
    throw new EngineError({
      code: "query-malformed",
      query: search.query,
      reason: "blocks are searched by block.height only",
    });

  const range = heightRange(conditions, "block.height");
  const from = Math.max(range.from, store.heightMin);
  const to = Math.min(range.to, publishedHeight);
  const total = store.heightMin === 0 ? 0 : Math.max(0, to - from + 1);
  const blocks: DecidedBlock[] = [];
  for (
    let offset = search.offset;
    offset < Math.min(total, search.offset + search.limit);
    offset += 1
  ) {
    const block = await store.read(search.order === "ascending" ? from + offset : to - offset);
    if (block !== undefined) blocks.push(block);
  }
  return { total, blocks };
}
