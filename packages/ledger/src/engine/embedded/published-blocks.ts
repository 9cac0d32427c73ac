import { equalBytes } from "@stos/codec";
import type { DecidedBlock, ExecutedTx, PublishedBlock } from "../block-types.ts";
import type { BlockSummary } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import type { BlockStore } from "./block-store.ts";

/** The block store as readers may see it: up to the newest block that the application has committed. */
export class PublishedBlocks {
  readonly heightMax: () => number;
  readonly #store: BlockStore;

  /** `heightMax` answers 0 before the first block. */
  constructor(store: BlockStore, heightMax: () => number) {
    this.#store = store;
    this.heightMax = heightMax;
  }

  /** Throws `EngineError` height-out-of-range. */
  async at(height: number): Promise<PublishedBlock> {
    const heightMax = this.heightMax();
    const found = height > heightMax ? undefined : await this.#store.read(height);
    if (found !== undefined) return found;

    const heightMin = heightMax === 0 ? 0 : this.#store.heightMin;
    throw new EngineError({ code: "height-out-of-range", height, heightMin, heightMax });
  }

  async byHash(hash: Uint8Array): Promise<PublishedBlock | undefined> {
    const height = await this.#store.heightOfHash(hash);
    return height === undefined || height > this.heightMax() ? undefined : this.#store.read(height);
  }

  async tx(hash: Uint8Array): Promise<ExecutedTx | undefined> {
    const position = await this.#store.positionOfTx(hash);
    const found = position === undefined ? undefined : await this.#store.txAt(position);
    return found !== undefined && found.height <= this.heightMax() ? found : undefined;
  }
}

/** The transaction with its result, where the block holds it. */
export function txIn(
  published: PublishedBlock,
  hash: Uint8Array,
  tx: Uint8Array,
): ExecutedTx | undefined {
  const index = published.block.data.txs.findIndex((candidate) => equalBytes(candidate, tx));
  const result = published.results.txResults[index];
  return result === undefined ? undefined : { hash, height: published.height, index, tx, result };
}

/** What the status says of a block. */
export function summary({ height, block, blockId }: DecidedBlock): BlockSummary {
  const { time, appHash } = block.header;
  return {
    height,
    hash: blockId.hash,
    appHash,
    time: { seconds: Number(time.seconds), nanos: time.nanos },
  };
}
