import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ed25519FromSeed } from "@stos/codec";
import { type ResourceNode, startNodeOver } from "../resource-node.ts";
import { createMemoryNetwork, type MemoryNetwork } from "./memory-network.ts";

/** Real nodes on loopback over one meta chain in memory. */
export type TestNodes = AsyncDisposable &
  Readonly<{ network: MemoryNetwork; nodes: readonly ResourceNode[]; errors: readonly string[] }>;

export async function startTestNodes(
  count: number,
  options: Readonly<{ capacity?: number; receiptWaitMs?: number }> = {},
): Promise<TestNodes> {
  const directory = await mkdtemp(join(tmpdir(), "resource-node-"));
  const network = createMemoryNetwork();
  const errors: string[] = [];
  const nodes: ResourceNode[] = [];
  for (let index = 0; index < count; index += 1) {
    const networkKeySeed = new Uint8Array(32).fill(20 + index);
    network.register(ed25519FromSeed(networkKeySeed).networkAddress);
    const node = await startNodeOver(network, {
      dataDir: join(directory, `${index}`),
      listen: { host: "127.0.0.1", port: 0 },
      networkKeySeed,
      capacity: options.capacity ?? 256 * 1024 * 1024,
      receiptWaitMs: options.receiptWaitMs ?? 5_000,
      log(level, event, fields) {
        if (level === "error") errors.push(`${event} ${JSON.stringify(fields)}`);
      },
    });
    // A node that others pass on to is found by what it told the chain.
    const joined = network.nodes.get(node.address);
    if (joined?.endpoints.length === 0)
      network.nodes.set(node.address, { ...joined, endpoints: [node.url] });
    nodes.push(node);
  }
  return {
    network,
    nodes,
    errors,
    async [Symbol.asyncDispose]() {
      for (const node of nodes) await node[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}
