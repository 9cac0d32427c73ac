import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { startTestChain } from "./test-chain.ts";

const child = new URL("kill-child.ts", import.meta.url).pathname;

test("kill -9 in the middle of making blocks loses no published block and forks nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "engine-kill-"));
  const published = new Map<number, string>();
  for (const [run, blocks] of [7, 4, 11].entries())
    for (const line of await runAndKill(folder, run, blocks)) {
      const [height = "", appHash = ""] = line.split(" ");
      expect(published.has(Number(height))).toBe(false);
      published.set(Number(height), appHash);
    }

  await using chain = await startTestChain({ folder });
  expect((await chain.engine.status()).latest.height).toBeGreaterThanOrEqual(
    Math.max(...published.keys()),
  );
  for (const [height, appHash] of published)
    expect(Buffer.from((await chain.engine.blockResults(height)).appHash).toString("hex")).toBe(
      appHash,
    );
  await chain.engine[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Lets a child publish so many blocks and kills it at once; answers all that it told. */
async function runAndKill(folder: string, run: number, blocks: number): Promise<string[]> {
  // The pipe of its input closes with this process, and that ends the child.
  const running = spawn(process.execPath, [child, folder, `${run}`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(running, "close");
  const lines: string[] = [];
  for await (const line of createInterface({ input: running.stdout })) {
    lines.push(line);
    if (lines.length === blocks) running.kill("SIGKILL");
  }
  await closed;
  expect(lines.length).toBeGreaterThanOrEqual(blocks);
  return lines;
}
