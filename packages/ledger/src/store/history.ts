import type { Digest, PathOf } from "./digest.ts";
import type { KeyRange } from "./store.ts";
import {
  filterHas,
  pathPrefix,
  type UndoRecord,
  undoFilter,
  undoLength,
  undoPosition,
  undoRecord,
  undoRoots,
} from "./undo-row.ts";

/** Undo rows kept in memory; older ones are read again when a look-up needs them. */
const rowBytesMax = 32 * 2 ** 20;

/** What the last blocks overwrote: turns a read of the newest state into one of an earlier height. */
export interface History {
  /** Whether the state at `height` can be told from the newest, of height `newest`. */
  reaches(height: number, newest: number): boolean;
  /** What stood under a key at `height`, where a later block changed it; undefined where none did. */
  changed(height: number, module: number, key: Uint8Array): UndoRecord | undefined;
  /** All that blocks after `height` changed in a module, oldest value first found, by latin1 key. */
  changedIn(height: number, module: number, range: KeyRange): Map<string, Buffer | undefined>;
  /** Every module's root at `height`; undefined where no later block is there. */
  roots(height: number): readonly Digest[] | undefined;
  /** All that the blocks after `height` changed, to a limit of records; undefined beyond it. */
  since(
    height: number,
    module: number,
    recordsMax: number,
  ): Map<string, Buffer | undefined> | undefined;
  /** Before the row is durable: reads of earlier heights are right while it is being written. */
  push(height: number, row: Buffer): void;
  pop(): void;
  /** Drops the oldest beyond `heights` and answers theirs. */
  prune(heights: number): readonly number[];
  newestRow(): Buffer | undefined;
}

type Block = {
  readonly height: number;
  readonly filter: Float64Array;
  readonly roots: readonly Digest[];
  /** Undefined: on disk. */
  row: Buffer | undefined;
};

export function createHistory(pathOf: PathOf, readRow: (height: number) => Buffer): History {
  const blocks: Block[] = [];

  const rowOf = (block: Block) => block.row ?? readRow(block.height);
  const after = (height: number) => blocks.slice(firstAfter(height));

  function firstAfter(height: number): number {
    const oldest = blocks[0]?.height ?? 0;
    return Math.min(Math.max(height + 1 - oldest, 0), blocks.length);
  }

  function forgetRows(): void {
    let bytes = 0;
    for (const block of blocks.toReversed()) {
      bytes += block.row?.length ?? 0;
      if (bytes > rowBytesMax && block !== blocks.at(-1)) block.row = undefined;
    }
  }

  return {
    reaches: (height, newest) =>
      height === newest || (height < newest && height + 1 >= (blocks[0]?.height ?? newest + 1)),

    changed(height, module, key) {
      const start = firstAfter(height);
      if (start === blocks.length) return undefined;
      const prefix = pathPrefix(pathOf(key));
      for (let place = start; place < blocks.length; place += 1) {
        const block = blocks[place];
        if (block === undefined || !filterHas(block.filter, prefix)) continue;
        const row = rowOf(block);
        const found = undoPosition(row, module, key);
        if (found === undoLength(row)) continue;
        const record = undoRecord(row, found);
        if (record.module === module && record.key.equals(key)) return record;
      }
      return undefined;
    },

    changedIn(height, module, { gte, lt }) {
      const changes = new Map<string, Buffer | undefined>();
      for (const block of after(height)) {
        const row = rowOf(block);
        const end =
          lt === undefined
            ? undoPosition(row, module + 1, new Uint8Array(0))
            : undoPosition(row, module, lt);
        for (
          let place = undoPosition(row, module, gte ?? new Uint8Array(0));
          place < end;
          place += 1
        )
          addOldest(changes, undoRecord(row, place));
      }
      return changes;
    },

    roots(height) {
      return blocks[firstAfter(height)]?.roots;
    },

    since(height, module, recordsMax) {
      const later = after(height);
      if (later.reduce((sum, { filter }) => sum + filter.length, 0) > recordsMax) return undefined;
      return this.changedIn(height, module, {});
    },

    push(height, row) {
      blocks.push({ height, filter: undoFilter(row, pathOf), roots: undoRoots(row), row });
      forgetRows();
    },

    pop() {
      blocks.pop();
    },

    prune: (heights) =>
      blocks.splice(0, Math.max(blocks.length - heights, 0)).map(({ height }) => height),

    newestRow() {
      const newest = blocks.at(-1);
      return newest && rowOf(newest);
    },
  };
}

function addOldest(changes: Map<string, Buffer | undefined>, { key, value }: UndoRecord): void {
  const text = key.toString("latin1");
  if (!changes.has(text)) changes.set(text, value);
}
