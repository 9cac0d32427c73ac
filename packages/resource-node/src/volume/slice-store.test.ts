import { appendFile, mkdtemp, open, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@stos/codec";
import { digestSlice } from "@stos/storage";
import { expect, test } from "vitest";
import { patterned } from "../testing/node-client.ts";
import { openSliceStore, type SliceStore } from "./slice-store.ts";

async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "slice-store-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function keep(store: SliceStore, bytes: Buffer): Promise<Uint8Array> {
  const receiver = await store.receive(bytes.length);
  await receiver.write(bytes);
  const { id } = receiver.digest();
  await receiver.commit(id);
  return id;
}

async function contentOf(store: SliceStore, id: Uint8Array): Promise<Buffer> {
  const bytes = Buffer.alloc(store.find(id)?.length ?? expect.fail("the slice is missing"));
  await store.read(id, bytes, 0);
  return bytes;
}

const capacity = 100_000_000;

test("what is kept is there after a restart, with and without its index", async () => {
  await using directory = await temporaryDirectory();
  const contents = [100, 70_000, 1_048_576, 1_048_577, 3_000_000].map((size) => patterned(size));
  let store = await openSliceStore({ directory: directory.path, capacity });
  const ids: Uint8Array[] = [];
  for (const bytes of contents) ids.push(await keep(store, bytes));
  const used = store.used();
  await store.close();

  for (const withIndex of [true, false]) {
    if (!withIndex)
      for (const name of await readdir(directory.path))
        if (name.startsWith("index.")) await rm(join(directory.path, name));
    store = await openSliceStore({ directory: directory.path, capacity });
    for (const [index, id] of ids.entries())
      expect((await contentOf(store, id)).equals(contents[index] ?? Buffer.alloc(0))).toBe(true);
    expect(store.used()).toBe(used);
    await store.close();
  }
});

test("a torn tail is cut off, and what is written next survives", async () => {
  await using directory = await temporaryDirectory();
  let store = await openSliceStore({ directory: directory.path, capacity });
  const first = await keep(store, patterned(5_000, 1));
  const torn = await keep(store, patterned(5_000, 2));
  const behind = await keep(store, patterned(5_000, 3));
  const place = store.find(torn) ?? expect.fail("the slice is missing");
  await store.close();
  // The record's header reached the disk, its bytes didn't; the index was lost.
  const file = await open(join(directory.path, "volumes", "00000001.volume"), "r+");
  await file.write(Buffer.alloc(1_000), 0, 1_000, place.offset + 2_000);
  await file.close();
  for (const name of await readdir(directory.path))
    if (name.startsWith("index.")) await rm(join(directory.path, name));

  store = await openSliceStore({ directory: directory.path, capacity });
  expect(store.find(torn)).toBeUndefined();
  expect(store.find(behind)).toBeUndefined();
  const next = await keep(store, patterned(5_000, 4));
  expect(store.find(next)?.offset).toBe(place.offset);
  await store.close();

  store = await openSliceStore({ directory: directory.path, capacity });
  expect((await contentOf(store, first)).equals(patterned(5_000, 1))).toBe(true);
  expect((await contentOf(store, next)).equals(patterned(5_000, 4))).toBe(true);
  expect(store.find(behind)).toBeUndefined();
  await store.close();
});

test("leftovers of an upload that never ended are gone after a restart", async () => {
  await using directory = await temporaryDirectory();
  let store = await openSliceStore({ directory: directory.path, capacity });
  const receiver = await store.receive(2_000_000);
  await receiver.write(patterned(1_500_000));
  await store.close();
  await appendFile(join(directory.path, "incoming", "1"), "more");
  store = await openSliceStore({ directory: directory.path, capacity });
  expect(await readdir(join(directory.path, "incoming"))).toEqual([]);
  expect(store.used()).toBe(0);
  await store.close();
});

test("deletion frees room: compaction keeps what lives, tombstones outlive their volume", async () => {
  await using directory = await temporaryDirectory();
  const options = { directory: directory.path, capacity, volumeBytes: 1_000_000 };
  let store = await openSliceStore(options);
  const contents = Array.from({ length: 30 }, (_, index) => patterned(100_000, index));
  const ids: Uint8Array[] = [];
  for (const bytes of contents) ids.push(await keep(store, bytes));
  const before = store.used();
  const isKept = (index: number) => index % 5 === 0;
  for (const [index, id] of ids.entries()) if (!isKept(index)) await store.remove(id);
  while (await store.compact());
  expect(store.used()).toBeLessThan(before / 2);
  await store.close();

  for (const name of await readdir(directory.path))
    if (name.startsWith("index.")) await rm(join(directory.path, name));
  store = await openSliceStore(options);
  for (const [index, id] of ids.entries())
    if (isKept(index))
      expect((await contentOf(store, id)).equals(contents[index] ?? Buffer.alloc(0))).toBe(true);
    else expect(store.find(id)).toBeUndefined();
  await store.close();
});

test("the scrubber finds a slice that rotted, and a new upload mends it", async () => {
  await using directory = await temporaryDirectory();
  const store = await openSliceStore({ directory: directory.path, capacity });
  const good = await keep(store, patterned(10_000, 1));
  const rotten = await keep(store, patterned(10_000, 2));
  const place = store.find(rotten) ?? expect.fail("the slice is missing");
  const file = await open(join(directory.path, "volumes", "00000001.volume"), "r+");
  await file.write(Buffer.of(1, 2, 3), 0, 3, place.offset + 100);
  await file.close();

  const seen: string[] = [];
  for (let after: Uint8Array | undefined = new Uint8Array(0); after !== undefined; ) {
    after = await store.scrubNext(after);
    if (after !== undefined) seen.push(toHex(after));
  }
  expect(seen).toEqual([toHex(good), toHex(rotten)].sort());
  expect(store.damaged()).toEqual([toHex(rotten)]);
  await keep(store, patterned(10_000, 2));
  expect(store.damaged()).toEqual([]);
  expect((await contentOf(store, rotten)).equals(patterned(10_000, 2))).toBe(true);
  await store.close();
});

test("capacity is a limit on what is taken, reservations included", async () => {
  await using directory = await temporaryDirectory();
  const store = await openSliceStore({ directory: directory.path, capacity: 3_000_000 });
  const first = await store.receive(2_000_000);
  await expect(store.receive(1_500_000)).rejects.toThrow(/no room/);
  await first.abort();
  const id = await keep(store, patterned(2_900_000));
  expect(store.state()).toBe("ready");
  await expect(store.receive(200_000)).rejects.toThrow(/no room/);
  await store.remove(id);
  expect(store.used()).toBe(0);
  expect(toHex(digestSlice(patterned(2_900_000)).id)).toBe(toHex(id));
  await store.close();
});

test("volumes are written ahead, so that a flush records no new size", async () => {
  await using directory = await temporaryDirectory();
  const store = await openSliceStore({ directory: directory.path, capacity });
  await keep(store, patterned(10));
  const { size } = await stat(join(directory.path, "volumes", "00000001.volume"));
  await keep(store, patterned(20));
  expect((await stat(join(directory.path, "volumes", "00000001.volume"))).size).toBe(size);
  await store.close();
});
