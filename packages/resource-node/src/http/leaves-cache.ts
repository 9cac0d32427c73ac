import { equalBytes, toHex } from "@stos/codec";
import { createSliceHasher } from "@stos/storage";
import { NodeError } from "../node-error.ts";
import { type BufferPool, pooledBytes } from "../volume/buffer-pool.ts";
import type { SliceStore } from "../volume/slice-store.ts";
import type { MemoryBudget } from "./memory-budget.ts";

/** The chunk hashes of slices asked for last: at most 8 KiB each. */
export type LeavesCache = Readonly<{
  /** Throws `NodeError` slice-missing, slice-damaged, too-busy. */
  leaves(id: Uint8Array): Promise<Uint8Array>;
}>;

const entriesMax = 1_024;
/** Slices that are read for it at once, and those that wait: they are free, so they must leave the disk to who pays. */
const computingMax = 4;
const waitingMax = 64;

export function createLeavesCache(
  store: SliceStore,
  pool: BufferPool,
  memory: MemoryBudget,
): LeavesCache {
  const known = new Map<string, Uint8Array>();
  /** Who asks for a slice whose leaves are being computed shares them. */
  const underway = new Map<string, Promise<Uint8Array>>();
  const waiting: (() => void)[] = [];
  let computing = 0;

  const inTurn = async <T>(run: () => Promise<T>): Promise<T> => {
    if (computing === computingMax) {
      if (waiting.length === waitingMax) throw new NodeError({ code: "too-busy" });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else computing += 1;
    try {
      return await run();
    } finally {
      // Who waits takes over the place.
      const next = waiting.shift();
      if (next === undefined) computing -= 1;
      else next();
    }
  };

  const compute = async (id: Uint8Array, length: number) => {
    const giveMemory = memory.take(pooledBytes);
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
      giveMemory();
    }
    return hasher.digest();
  };

  const load = async (id: Uint8Array, name: string, length: number) => {
    const digest = await inTurn(() => compute(id, length));
    if (!equalBytes(digest.id, id)) throw new NodeError({ code: "slice-damaged" });
    known.set(name, digest.leaves);
    if (known.size > entriesMax)
      for (const oldest of known.keys()) {
        known.delete(oldest);
        break;
      }
    return digest.leaves;
  };

  return {
    async leaves(id) {
      const place = store.find(id);
      if (place === undefined) throw new NodeError({ code: "slice-missing" });
      const name = toHex(id);
      const cached = known.get(name);
      if (cached !== undefined) return cached;

      const shared = underway.get(name);
      if (shared !== undefined) return shared;
      const loading = load(id, name, place.length).finally(() => underway.delete(name));
      underway.set(name, loading);
      return loading;
    },
  };
}
