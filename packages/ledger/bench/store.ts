/** The state store on disk: 1 M keys of 100-byte values, blocks of 4,000 changes (90 % updates, 5 % inserts, 5 % deletes), keys uniformly random. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStateStore } from "../src/store/index.ts";

const keys = 1_000_000;
const blockChanges = 4_000;
const blocks = 100;
const valueBytes = 100;

const path = await mkdtemp(join(tmpdir(), "bench-store-"));
let seed = 7;
let nextKey = keys;

try {
  await using store = await openStateStore({ path, modules: ["bank", "sds"] });
  const loaded = performance.now();
  for (let height = 1, from = 0; from < keys; height += 1, from += 50_000) {
    const block = new Map<string, Uint8Array>();
    for (let key = from; key < Math.min(from + 50_000, keys); key += 1)
      block.set(keyOf(key), value());
    await store.stage(height, new Map([["bank", block]]));
    await store.commit();
  }
  report("load", (performance.now() - loaded) / 1000, "s");

  const durations: number[] = [];
  const started = performance.now();
  const cpu = process.cpuUsage();
  for (let block = 0; block < blocks; block += 1) {
    const begun = performance.now();
    await store.stage(store.height + 1, new Map([["bank", changes()]]));
    await store.commit();
    durations.push(performance.now() - begun);
  }
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  durations.sort((a, b) => a - b);
  report("changed keys", (blocks * blockChanges) / seconds, "keys/s");
  report(
    "changed keys per CPU second",
    (blocks * blockChanges) / ((user + system) / 1e6),
    "keys/s",
  );
  report("commit p50", durations[Math.floor(blocks * 0.5)] ?? 0, "ms");
  report("commit p99", durations[Math.floor(blocks * 0.99)] ?? 0, "ms");
  report("memory, buffers and heap", memory(), "MB");

  const bank = store.module("bank");
  await rate("random reads", 200_000, () => bank.get(Buffer.from(keyOf(random(keys)), "latin1")));
  await rate("historic reads, 50 heights back", 20_000, () =>
    store
      .at(store.height - 50)?.("bank")
      .get(Buffer.from(keyOf(random(keys)), "latin1")),
  );
  await rate("existence and absence proofs, newest", 5_000, () =>
    store.prove("bank", Buffer.from(keyOf(random(keys)), "latin1"), store.height),
  );
  await rate("existence and absence proofs, 1 height back", 5_000, () =>
    store.prove("bank", Buffer.from(keyOf(random(keys)), "latin1"), store.height - 1),
  );
  await rate("listings of 1,000 keys", 100, async () => {
    let count = 0;
    for await (const _entry of bank.entries({ gte: randomBytes(16), limit: 1_000 })) count += 1;
    return count;
  });
} finally {
  const opened = performance.now();
  await using _store = await openStateStore({ path, modules: ["bank", "sds"] });
  report("open", (performance.now() - opened) / 1000, "s");
}
await rm(path, { recursive: true });

function changes(): Map<string, Uint8Array | undefined> {
  const block = new Map<string, Uint8Array | undefined>();
  while (block.size < blockChanges) {
    const kind = random(20);
    if (kind === 0) block.set(keyOf(nextKey++), value());
    else block.set(keyOf(random(keys)), kind === 1 ? undefined : value());
  }
  return block;
}

/** 16 bytes spread over the key space by a multiplication modulo 2³². */
function keyOf(number: number): string {
  const key = Buffer.alloc(16);
  key.writeUInt32BE(Math.imul(number, 0x9e3779b1) >>> 0, 0);
  key.writeUInt32BE(number, 12);
  return key.toString("latin1");
}

function value(): Uint8Array {
  return randomBytes(valueBytes);
}

function random(below: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}

function memory(): number {
  const { heapTotal, arrayBuffers, external } = process.memoryUsage();
  return (heapTotal + arrayBuffers + external) / 1e6;
}

async function rate(name: string, count: number, work: () => unknown): Promise<void> {
  const started = performance.now();
  for (let done = 0; done < count; done += 1) await work();
  report(name, count / ((performance.now() - started) / 1000), "1/s");
}

function report(name: string, figure: number, unit: string): void {
  console.log(
    JSON.stringify({ bench: "store", name, value: Math.round(figure * 100) / 100, unit }),
  );
}
