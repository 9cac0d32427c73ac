import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { patterned } from "../testing/node-client.ts";
import { openSliceStore, type SliceStore } from "./slice-store.ts";

const mebibyte = 1_048_576;
let directory: string;
let isMounted: boolean;

/** A real disk that ends: 24 MiB of memory. Only root may mount it. */
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "full-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", directory], {
      stdio: "ignore",
    });
    isMounted = true;
  } catch {
    isMounted = false;
  }
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(async () => {
  vi.useRealTimers();
  if (isMounted) execFileSync("umount", ["--lazy", directory]);
  await rm(directory, { recursive: true });
});

async function keep(store: SliceStore, bytes: Buffer): Promise<Uint8Array> {
  const receiver = await store.receive(bytes.length);
  try {
    await receiver.write(bytes);
    const { id } = receiver.digest();
    await receiver.commit(id);
    return id;
  } catch (error) {
    await receiver.abort();
    throw error;
  }
}

/** Keeps slices until one is refused; answers those that were kept, and why the last wasn't. */
async function fill(store: SliceStore, size: number) {
  const kept: { id: Uint8Array; bytes: Buffer }[] = [];
  for (let seed = 1; seed <= 600; seed += 1) {
    const bytes = patterned(size, size + seed);
    try {
      kept.push({ id: await keep(store, bytes), bytes });
    } catch (error) {
      return { kept, error };
    }
  }
  return expect.fail("the disk never ended");
}

test.for([
  ["with files of their own", 2 * mebibyte],
  ["packed into a volume", 50_000],
] as const)(
  "a disk that is full refuses slices %s, loses none, and goes on when there is room",
  async ([, size], { skip }) => {
    if (!isMounted) skip("mounting a tmpfs takes root");
    let store = await openSliceStore({ directory, capacity: 1e9, volumeBytes: 4 * mebibyte });
    const { kept, error } = await fill(store, size);
    expect(error).toMatchObject({ failure: { code: "disk-full" } });
    expect(store.state()).toBe("full");
    await expect(store.receive(size)).rejects.toMatchObject({ failure: { code: "disk-full" } });
    expect(kept.length).toBeGreaterThan(3);
    for (const { id, bytes } of kept) {
      const read = Buffer.alloc(bytes.length);
      await store.read(id, read, 0);
      expect(read.equals(bytes)).toBe(true);
    }
    await store.close();

    store = await openSliceStore({ directory, capacity: 1e9, volumeBytes: 4 * mebibyte });
    expect(store.slices()).toBe(kept.length);
    execFileSync("mount", ["-o", "remount,size=48m", directory]);
    vi.setSystemTime(Date.now() + 11_000);
    expect(store.state()).toBe("ready");
    const more = patterned(size, 1);
    const id = await keep(store, more);
    const read = Buffer.alloc(size);
    await store.read(id, read, 0);
    expect(read.equals(more)).toBe(true);
    await store.close();
  },
);
