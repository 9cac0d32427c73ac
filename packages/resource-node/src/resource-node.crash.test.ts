import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ed25519FromSeed, toHex } from "@stos/codec";
import { digestSlice, stepBytesMin } from "@stos/storage";
import { expect, test } from "vitest";
import type { ResourceNode } from "./resource-node.ts";
import { createMemoryNetwork } from "./testing/memory-network.ts";
import { bytesOf, codeOf, get, patterned, postReceipt, put } from "./testing/node-client.ts";

const script = fileURLToPath(new URL("./testing/node-child.ts", import.meta.url));
const address = ed25519FromSeed(new Uint8Array(32).fill(20)).networkAddress;

async function startChild(directory: string) {
  const child = spawn(process.execPath, [script, directory], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const node: ResourceNode = {
    address,
    url: line.toString().trim(),
    async [Symbol.asyncDispose]() {
      await kill(child);
    },
  };
  return { child, node };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("after kill -9 everything acknowledged is there, and so are earned receipts", async () => {
  const directory = await mkdtemp(join(tmpdir(), "resource-node-crash-"));
  const session = createMemoryNetwork().openSession(1);
  const first = await startChild(directory);
  const acknowledged: { id: string; size: number }[] = [];
  let started = 0;
  let bytes = 0;

  const writer = async () => {
    for (;;) {
      started += 1;
      const number = started;
      const body = patterned(number % 7 === 0 ? 1_500_000 : 3_000 + number * 13, number);
      bytes += body.length;
      // Signed ahead for all that is on its way, as a generous client would.
      const answer = await put([first.node], session, body, { number, signed: bytes }).catch(
        () => undefined,
      );
      if (answer?.status === 409) continue;
      if (answer?.status !== 201) return;
      acknowledged.push({ id: toHex(digestSlice(body).id), size: body.length });
      if (acknowledged.length === 60) await kill(first.child);
    }
  };
  await Promise.all(Array.from({ length: 4 }, writer));
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);

  const second = await startChild(directory);
  try {
    const paid = acknowledged.reduce((total, { size }) => total + size, 0);
    const lost = session.receipt(address, { upload: paid - 2 * stepBytesMin - 3_000_000 });
    expect(await codeOf(await postReceipt(second.node, lost))).toBe("409 receipt-decreasing");

    let download = 0;
    for (const { id, size } of acknowledged) {
      download += size;
      const receipt = session.receipt(address, { upload: bytes, download });
      const content = await bytesOf(await get(second.node, session, id, { receipt }));
      expect(toHex(digestSlice(content).id)).toBe(id);
    }
  } finally {
    await kill(second.child);
    await rm(directory, { recursive: true });
  }
});
