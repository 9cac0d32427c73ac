import { equalBytes, toHex } from "@stos/codec";
import { createSliceHasher } from "@stos/storage";
import { NodeError } from "../node-error.ts";
import { type BufferPool, pooledBytes } from "../volume/buffer-pool.ts";
import type { SliceStore } from "../volume/slice-store.ts";

/** The chunk hashes of slices asked for last: at most 8 KiB each. */
export type LeavesCache = Readonly<{
  /** Throws `NodeError` slice-missing, slice-damaged. */
  leaves(id: Uint8Array): Promise<Uint8Array>;
}>;

const entriesMax = 1_024;

export function createLeavesCache(store: SliceStore, pool: BufferPool): LeavesCache {
  const known = new Map<string, Uint8Array>();

  const compute = async (id: Uint8Array, length: number) => {
    const hasher = createSliceHasher();
    const buffer = pool.take();
    try {
      for (let at = 0; at < length; at += pooledBytes) {
        const piece = buffer.subarray(0, Math.min(pooledBytes, length - at));
        await store.read(id, piece, at);
        hasher.update(piece);
      }
    } finally {
      pool.give(buffer);
    }
    return hasher.digest();
  };

  return {
    async leaves(id) {
      const place = store.find(id);
      if (place === undefined) throw new NodeError({ code: "slice-missing" });
      const name = toHex(id);
      const cached = known.get(name);
      if (cached !== undefined) return cached;

      const digest = await compute(id, place.length);
      if (!equalBytes(digest.id, id)) throw new NodeError({ code: "slice-damaged" });
      known.set(name, digest.leaves);
      if (known.size > entriesMax)
        for (const oldest of known.keys()) {
          known.delete(oldest);
          break;
        }
      return digest.leaves;
    },
  };
}
