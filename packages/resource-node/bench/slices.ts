/**
 * PUT and GET of slices at one resource node over real HTTP on loopback: one JSON line a measure. Client and node share
 * one process, so figures are a floor. `node packages/resource-node/bench/slices.ts`
 */
import { toHex } from "@stos/codec";
import { digestSlice } from "@stos/storage";
import { get, patterned, put } from "../src/testing/node-client.ts";
import { startTestNodes } from "../src/testing/test-nodes.ts";

const sizes = [
  { size: 16 * 1024 * 1024, count: 16 },
  { size: 4_096, count: 800 },
];

for (const replicas of [1, 3])
  for (const { size, count } of sizes)
    for (const concurrency of [1, 8]) await measure({ replicas, size, count, concurrency });

async function measure(
  run: Readonly<{ replicas: number; size: number; count: number; concurrency: number }>,
) {
  const { replicas, size, count, concurrency } = run;
  await using started = await startTestNodes(replicas, { capacity: 4_000_000_000 });
  const { nodes, network } = started;
  const session = network.openSession(1);
  const total = size * count;
  const bodies = Array.from({ length: count }, (_, index) => {
    const body = patterned(Math.min(size, 4_096), index);
    return size > 4_096 ? Buffer.alloc(size, body) : body;
  });
  const ids = bodies.map((body) => toHex(digestSlice(body).id));

  await timed("put", run, async (index) => {
    const body = bodies[index] ?? Buffer.alloc(0);
    const answer = await put(nodes, session, body, { number: index, signed: total, allowed: 1e12 });
    if (answer.status !== 201) throw new Error(await answer.text());
    await answer.arrayBuffer();
  });
  await timed("get", run, async (index) => {
    const [node] = nodes;
    if (node === undefined) throw new Error("there is no node");
    const receipt = session.receipt(node.address, { upload: total, download: total });
    const answer = await get(node, session, ids[index] ?? "", { receipt, allowed: 1e12 });
    if (!answer.ok) throw new Error(await answer.text());
    await answer.arrayBuffer();
  });

  async function timed(what: string, at: typeof run, task: (index: number) => Promise<void>) {
    let next = 0;
    const begin = performance.now();
    const worker = async () => {
      while (next < count) {
        next += 1;
        await task(next - 1);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    const seconds = (performance.now() - begin) / 1_000;
    const name = `${what} ${at.size} bytes c${at.concurrency} r${at.replicas}`;
    const report = (value: number, unit: string) =>
      console.log(JSON.stringify({ bench: "slices", name, value: Math.round(value), unit }));
    report(count / seconds, "ops/s");
    report(total / seconds / 1e6, "MB/s");
  }
}
