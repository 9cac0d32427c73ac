import { changeBytes, overlay, type TreeChange, type TreeView } from "./tree-view.ts";

/** What the last blocks overwrote in the trees: proofs of recent heights come from it without hashing. */
export interface RecentTrees {
  /** The inverse of what the block of `height` changed, by module number. */
  push(height: number, inverses: ReadonlyMap<number, TreeChange>): void;
  clear(): void;
  /** The module's tree at `height`, told from the newest; undefined where it is no longer held. */
  view(height: number, module: number, newest: TreeView): TreeView | undefined;
}

type Block = Readonly<{ height: number; inverses: ReadonlyMap<number, TreeChange>; bytes: number }>;

export type RecentLimits = Readonly<{ bytesMax: number; heightsMin: number; heightsMax: number }>;

export const recentLimits: RecentLimits = { bytesMax: 64 * 2 ** 20, heightsMin: 8, heightsMax: 64 };

export function createRecentTrees({ bytesMax, heightsMin, heightsMax }: RecentLimits): RecentTrees {
  const blocks: Block[] = [];
  let bytes = 0;

  return {
    push(height, inverses) {
      const size = [...inverses.values()].reduce((sum, change) => sum + changeBytes(change), 0);
      blocks.push({ height, inverses, bytes: size });
      bytes += size;
      while (blocks.length > heightsMin && (bytes > bytesMax || blocks.length > heightsMax))
        bytes -= blocks.shift()?.bytes ?? 0;
    },

    clear() {
      blocks.length = 0;
      bytes = 0;
    },

    view(height, module, newest) {
      const oldest = blocks[0]?.height;
      if (oldest === undefined || height + 1 < oldest) return undefined;
      return blocks.slice(height + 1 - oldest).reduceRight((view, { inverses }) => {
        const inverse = inverses.get(module);
        return inverse === undefined ? view : overlay(view, inverse);
      }, newest);
    },
  };
}
