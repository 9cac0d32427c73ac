import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@stos/codec";
import { expect, test } from "vitest";
import { createMemoryNetwork } from "../testing/memory-network.ts";
import { patterned } from "../testing/node-client.ts";
import { openSliceStore } from "../volume/slice-store.ts";
import { collect, collectionGraceEpochs } from "./collector.ts";

test("equal bytes stay while any session that brought them may commit them", async () => {
  const directory = await mkdtemp(join(tmpdir(), "collector-"));
  const network = createMemoryNetwork();
  const store = await openSliceStore({ directory, capacity: 50_000_000 });
  const parts = { store, view: network.view, node: "stsds1node", log() {} };
  const never = new AbortController().signal;
  const receiver = await store.receive(1_000);
  await receiver.write(patterned(1_000));
  const { id } = receiver.digest();
  await receiver.commit(id);
  const [victim, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  store.setOrigin({ id, session: victim, epoch: 1 });
  store.setOrigin({ id, session: other, epoch: 1 });

  network.unclaimed.add(`${toHex(id)}/${toHex(other)}`);
  network.setEpoch(2 + collectionGraceEpochs);
  expect(await collect(parts, never)).toBe(0);
  network.unclaimed.add(`${toHex(id)}/${toHex(victim)}`);
  expect(await collect(parts, never)).toBe(1);
  await store.close();
  await rm(directory, { recursive: true });
});

test("what the chain doesn't place here goes after its grace, whatever its size", async () => {
  const directory = await mkdtemp(join(tmpdir(), "collector-"));
  const network = createMemoryNetwork();
  const store = await openSliceStore({ directory, capacity: 50_000_000 });
  const parts = { store, view: network.view, node: "stsds1node", log() {} };
  const never = new AbortController().signal;
  const ids: Uint8Array[] = [];
  for (const size of [1_000, 2_000, 2_000_000]) {
    const receiver = await store.receive(size);
    await receiver.write(patterned(size));
    const { id } = receiver.digest();
    await receiver.commit(id);
    ids.push(id);
  }
  const [wanted, unwanted, large] = ids;
  if (!wanted || !unwanted || !large) return expect.fail("three slices were due");
  for (const id of [wanted, unwanted])
    store.setOrigin({ id, session: new Uint8Array(32), epoch: 1 });
  network.unwanted.add(toHex(unwanted)).add(toHex(large));

  network.setEpoch(1 + collectionGraceEpochs);
  expect(await collect(parts, never)).toBe(0);
  // The large one's origin was lost, as after a crash: its grace begins with the first look at it.
  network.setEpoch(2 + collectionGraceEpochs);
  expect(await collect(parts, never)).toBe(1);
  expect(ids.map((id) => store.find(id) !== undefined)).toEqual([true, false, true]);
  network.setEpoch(5 + 2 * collectionGraceEpochs);
  expect(await collect(parts, never)).toBe(1);
  expect(ids.map((id) => store.find(id) !== undefined)).toEqual([true, false, false]);
  await store.close();
  await rm(directory, { recursive: true });
});
