import { toHex } from "@stos/codec";
import { digestSlice } from "@stos/storage";
import { expect, test } from "vitest";
import { patterned } from "../testing/node-client.ts";
import { createBufferPool } from "../volume/buffer-pool.ts";
import type { SliceStore } from "../volume/slice-store.ts";
import { createLeavesCache } from "./leaves-cache.ts";
import { createMemoryBudget } from "./memory-budget.ts";

/** Slices that are read when the test says so. */
function heldBackStore(count: number) {
  const bodies = Array.from({ length: count }, (_, seed) => patterned(1_000, seed));
  const slices = new Map(bodies.map((bytes) => [toHex(digestSlice(bytes).id), bytes]));
  const open = Promise.withResolvers<void>();
  let reads = 0;
  const store = {
    find(id: Uint8Array) {
      const bytes = slices.get(toHex(id));
      return bytes && { volume: 0, offset: 0, length: bytes.length };
    },
    async read(id: Uint8Array, target: Uint8Array) {
      reads += 1;
      await open.promise;
      target.set(slices.get(toHex(id)) ?? []);
    },
  };
  const ids = [...slices.keys()].map((id) => Uint8Array.from(Buffer.from(id, "hex")));
  return { store: store as unknown as SliceStore, ids, open: open.resolve, reads: () => reads };
}

const memory = () => createMemoryBudget(64 * 1_048_576);

test("equal questions share one reading", async () => {
  const { store, ids, open, reads } = heldBackStore(1);
  const [id] = ids;
  if (id === undefined) return expect.fail("a slice was due");
  const cache = createLeavesCache(store, createBufferPool(1), memory());
  const asked = Array.from({ length: 50 }, () => cache.leaves(id));
  open();
  expect(new Set(await Promise.all(asked)).size).toBe(1);
  expect(reads()).toBe(1);
});

test("four are read at once, sixty-four wait, others are refused", async () => {
  const { store, ids, open, reads } = heldBackStore(80);
  const cache = createLeavesCache(store, createBufferPool(1), memory());
  const asked = Promise.allSettled(ids.map((id) => cache.leaves(id)));
  await Promise.resolve();
  expect(reads()).toBe(4);
  open();
  const answers = await asked;
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(68);
  expect(reads()).toBe(68);
});

test("a budget that is used up refuses", async () => {
  const { store, ids, open } = heldBackStore(1);
  const [id] = ids;
  if (id === undefined) return expect.fail("a slice was due");
  open();
  const small = createMemoryBudget(1_048_576);
  const give = small.take(1);
  const cache = createLeavesCache(store, createBufferPool(1), small);
  await expect(cache.leaves(id)).rejects.toMatchObject({ failure: { code: "too-busy" } });
  give();
  expect(await cache.leaves(id)).toHaveLength(32);
});
