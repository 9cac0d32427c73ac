import { sha256 } from "@stos/codec";
import { ClassicLevel } from "classic-level";
import { Block } from "cosmjs-types/tendermint/types/block";
import { Commit } from "cosmjs-types/tendermint/types/types";
import type { ConsensusParamUpdates } from "../../consensus.ts";
import type { ExecutedTx, PublishedBlock } from "../block-types.ts";
import {
  blockKeys,
  encodePlaces,
  heightText,
  parseHeight,
  parsePosition,
  positionOf,
  postingsOf,
} from "./block-keys.ts";
import {
  type ConsensusChange,
  decodeMembers,
  decodeParams,
  encodeMembers,
  encodeParams,
} from "./consensus-rows.ts";
import { decodeBlockResult, encodeBlockResult } from "./results-codec.ts";
import type { Member } from "./validator-set.ts";

type Operation =
  | Readonly<{ type: "put"; key: string; value: Uint8Array }>
  | Readonly<{ type: "del"; key: string }>;

/** Blocks that one write removes at most, so that a shortened retention doesn't hold up the chain. */
const prunedPerBlockMax = 10;
/** Decoded blocks kept: clients ask for the newest again and again. */
const cachedBlocksMax = 8;

/** What one embedded node has decided: blocks, commits, results and the index of transactions, in a database of its own. */
export class BlockStore implements AsyncDisposable {
  readonly #database: ClassicLevel<string, Uint8Array>;
  readonly #cache = new Map<number, PublishedBlock>();
  #heightMin: number;
  #heightMax: number;

  private constructor(
    database: ClassicLevel<string, Uint8Array>,
    heightMin: number,
    heightMax: number,
  ) {
    this.#database = database;
    this.#heightMin = heightMin;
    this.#heightMax = heightMax;
  }

  static async open(location: string): Promise<BlockStore> {
    const database = new ClassicLevel<string, Uint8Array>(location, {
      keyEncoding: "utf8",
      valueEncoding: "view",
    });
    await database.open();
    const [first] = await database.keys({ gte: "block/", lt: "block0", limit: 1 }).all();
    const [last] = await database
      .keys({ gte: "block/", lt: "block0", limit: 1, reverse: true })
      .all();
    return new BlockStore(database, heightOfKey(first), heightOfKey(last));
  }

  /** Of the oldest block held; 0 before the first. */
  get heightMin(): number {
    return this.#heightMin;
  }

  /** Of the newest block; 0 before the first. */
  get heightMax(): number {
    return this.#heightMax;
  }

  /** Of the genesis that the first block was made with. */
  genesisHash(): Promise<Uint8Array | undefined> {
    return this.#database.get(blockKeys.genesis);
  }

  async writeGenesisHash(hash: Uint8Array): Promise<void> {
    await this.#database.put(blockKeys.genesis, hash, { sync: true });
  }

  /** Writes everything about one height in one synced batch: after it, all of it is there, before it, nothing. */
  async write(
    published: PublishedBlock,
    retainBlocks: number,
    change: ConsensusChange = {},
  ): Promise<void> {
    const pruned = await this.#pruning(published.height, retainBlocks);
    await this.#database.batch(
      [...additions(published), ...changeRows(change), ...pruned.removals],
      { sync: true },
    );

    this.#heightMin = this.#heightMin === 0 ? published.height : pruned.heightMin;
    this.#heightMax = published.height;
    this.#remember(published);
  }

  /** Before the first block: what the application named of its own. */
  async writeInitial(change: ConsensusChange): Promise<void> {
    const rows = changeRows(change);
    if (rows.length > 0) await this.#database.batch(rows, { sync: true });
  }

  /** Those that decide `height`; undefined where they are the genesis's. */
  async members(height: number): Promise<readonly Member[] | undefined> {
    const row = await this.#newestRow(blockKeys.validators, height);
    return row && decodeMembers(row);
  }

  /** In force at `height`; undefined where they are the genesis's. */
  async params(height: number): Promise<ConsensusParamUpdates | undefined> {
    const row = await this.#newestRow(blockKeys.params, height);
    return row && decodeParams(row);
  }

  async read(height: number): Promise<PublishedBlock | undefined> {
    const cached = this.#cache.get(height);
    if (cached !== undefined) return cached;
    const keys = [blockKeys.block(height), blockKeys.commit(height), blockKeys.result(height)];
    const [blockBytes, commitBytes, resultBytes] = await this.#database.getMany(keys);
    if (blockBytes === undefined || commitBytes === undefined || resultBytes === undefined)
      return undefined;

    const commit = Commit.decode(commitBytes);
    const published = {
      height,
      block: Block.decode(blockBytes),
      blockId: commit.blockId,
      commit,
      byteLength: blockBytes.byteLength,
      results: decodeBlockResult(resultBytes),
    };
    this.#remember(published);
    return published;
  }

  async heightOfHash(hash: Uint8Array): Promise<number | undefined> {
    const value = await this.#database.get(blockKeys.blockHash(hash));
    return value === undefined ? undefined : parseHeight(Buffer.from(value).toString("latin1"));
  }

  async positionOfTx(hash: Uint8Array): Promise<string | undefined> {
    const value = await this.#database.get(blockKeys.tx(hash));
    return value === undefined ? undefined : Buffer.from(value).toString("latin1");
  }

  async txAt(position: string): Promise<ExecutedTx | undefined> {
    const { height, index } = parsePosition(position);
    const published = await this.read(height);
    const tx = published?.block.data.txs[index];
    const result = published?.results.txResults[index];
    return tx === undefined || result === undefined
      ? undefined
      : { hash: sha256(tx), height, index, tx, result };
  }

  /** The index's rows in their order, for a search; at most `limit`. */
  rows(
    range: Readonly<{ gte: string; lt: string; limit: number }>,
  ): AsyncIterable<readonly [key: string, value: Uint8Array]> {
    return this.#database.iterator(range);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.close();
  }

  async #newestRow(
    key: (height: number) => string,
    height: number,
  ): Promise<Uint8Array | undefined> {
    const range = { gte: key(0), lte: key(height), reverse: true, limit: 1 };
    return (await this.#database.values(range).all())[0];
  }

  /** Rows of changes that no block held needs any more: all before the newest one at or below `heightMin`. */
  async #staleRows(key: (height: number) => string, heightMin: number): Promise<Operation[]> {
    const range = { gte: key(0), lte: key(heightMin), limit: prunedPerBlockMax };
    const stale = (await this.#database.keys(range).all()).slice(0, -1);
    return stale.map((row) => ({ type: "del", key: row }));
  }

  async #pruning(
    height: number,
    retainBlocks: number,
  ): Promise<{ heightMin: number; removals: Operation[] }> {
    const wanted = retainBlocks === 0 ? 0 : height - retainBlocks + 1;
    const heightMin = Math.max(
      this.#heightMin,
      Math.min(wanted, this.#heightMin + prunedPerBlockMax),
    );
    const removals: Operation[] = [];
    for (let old = this.#heightMin; old > 0 && old < heightMin; old += 1) {
      const published = await this.read(old);
      this.#cache.delete(old);
      if (published !== undefined)
        for (const { key } of additions(published)) removals.push({ type: "del", key });
    }
    if (heightMin > this.#heightMin)
      for (const key of [blockKeys.validators, blockKeys.params])
        removals.push(...(await this.#staleRows(key, heightMin - 1)));
    return { heightMin, removals };
  }

  #remember(published: PublishedBlock): void {
    this.#cache.set(published.height, published);
    if (this.#cache.size <= cachedBlocksMax) return;
    for (const oldest of this.#cache.keys()) {
      this.#cache.delete(oldest);
      return;
    }
  }
}

function changeRows({ validators, params }: ConsensusChange): Operation[] {
  const rows: Operation[] = [];
  if (validators !== undefined)
    rows.push({
      type: "put",
      key: blockKeys.validators(validators.from),
      value: encodeMembers(validators.members),
    });
  if (params !== undefined)
    rows.push({
      type: "put",
      key: blockKeys.params(params.from),
      value: encodeParams(params.params),
    });
  return rows;
}

function additions({
  height,
  block,
  blockId,
  commit,
  results,
}: PublishedBlock): Extract<Operation, { type: "put" }>[] {
  const put = (key: string, value: Uint8Array) => ({ type: "put" as const, key, value });
  const operations = [
    put(blockKeys.block(height), Block.encode(block).finish()),
    put(blockKeys.commit(height), Commit.encode(commit).finish()),
    put(blockKeys.result(height), encodeBlockResult(results)),
    put(blockKeys.blockHash(blockId.hash), latin1(heightText(height))),
  ];
  const { txs } = block.data;
  if (txs.length > 0) operations.push(put(blockKeys.count(height), encodePlaces([txs.length])));
  for (const [index, tx] of txs.entries())
    operations.push(put(blockKeys.tx(sha256(tx)), latin1(positionOf(height, index))));
  for (const [keyAndValue, places] of postingsOf(results.txResults))
    operations.push(put(blockKeys.posting(keyAndValue, height), encodePlaces(places)));
  return operations;
}

function heightOfKey(key: string | undefined): number {
  return key === undefined ? 0 : parseHeight(key.slice("block/".length));
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}
