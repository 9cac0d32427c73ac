import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { crashBlock, crashModules } from "./crash-blocks.ts";
import { memoryStateStore, openStateStore } from "./open.ts";

const child = fileURLToPath(new URL("./crash-child.ts", import.meta.url));

test("a store killed between and inside commits is at the last commit and goes on as if nothing had been", async () => {
  const path = await mkdtemp(join(tmpdir(), "state-store-crash-"));
  const twin = await memoryStateStore(crashModules);
  try {
    let acknowledged = 0;
    for (let round = 0; round < 6; round += 1) {
      acknowledged = await killedAfter(path, {
        commits: 1 + (round % 3),
        when: round % 2 === 0 ? "staged" : "committed",
      });
      await using store = await openStateStore({ path, modules: crashModules });
      expect(store.height).toBeGreaterThanOrEqual(acknowledged);
      expect(store.height).toBeLessThanOrEqual(acknowledged + 1);
      for (let height = twin.height + 1; height <= store.height; height += 1) {
        await twin.stage(height, crashBlock(height));
        await twin.commit();
      }
      expect(Buffer.from(store.appHash)).toEqual(Buffer.from(twin.appHash));
      for (const module of crashModules)
        expect(await all(store.module(module).entries({}))).toEqual(
          await all(twin.module(module).entries({})),
        );
    }
    expect(acknowledged).toBeGreaterThanOrEqual(6);
  } finally {
    await rm(path, { recursive: true });
  }
});

/** Kills the child at once when it tells of the wanted step, so mostly in the middle of the next; answers the last height it acknowledged. */
async function killedAfter(
  path: string,
  { commits, when }: Readonly<{ commits: number; when: "staged" | "committed" }>,
): Promise<number> {
  const process_ = fork(child, [path], {
    execPath: process.execPath,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  let acknowledged = 0;
  let seen = 0;
  process_.on("message", (message: Readonly<{ staged?: number; committed?: number }>) => {
    if (message.committed !== undefined) acknowledged = message.committed;
    if (message[when] === undefined) return;
    seen += 1;
    if (seen >= commits + 1) process_.kill("SIGKILL");
  });
  await ended(process_);
  return acknowledged;
}

async function ended(child: ChildProcess): Promise<void> {
  const [, signal] = await once(child, "exit", { signal: AbortSignal.timeout(30_000) });
  expect(signal).toBe("SIGKILL");
}

async function all(
  entries: AsyncIterable<readonly [Uint8Array, Uint8Array]>,
): Promise<readonly string[]> {
  const list: string[] = [];
  for await (const [key, value] of entries)
    list.push(`${Buffer.from(key).toString("latin1")}=${Buffer.from(value).toString("hex")}`);
  return list;
}
