import { MsgJoinNodeSchema, packMessage } from "@stos/codec";
import { afterEach, expect, test } from "vitest";
import { joinMessage, nodeKey, registerNode } from "../testing/test-actors.ts";
import { chainId, startTestChain, statementDomain } from "../testing/test-chain.ts";
import type { ChainView } from "./chain-view.ts";
import { type Prober, startProber } from "./prober.ts";
import { type HealthServer, serveHealth } from "./testing/health-server.ts";

const servers: HealthServer[] = [];
let prober: Prober | undefined;

afterEach(async () => {
  await prober?.[Symbol.asyncDispose]();
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function serve(health: () => unknown): Promise<string> {
  const server = await serveHealth(health);
  servers.push(server);
  return server.url;
}

async function chainOf(urls: readonly string[]): Promise<ChainView> {
  const chain = await startTestChain();
  for (const [index, url] of urls.entries()) {
    const key = nodeKey(index);
    await registerNode(chain, key, `owner ${index}`, 10n);
    const { typeUrl } = joinMessage(key);
    const joined = packMessage(MsgJoinNodeSchema, {
      node: key.networkAddress,
      endpoints: [url],
      services: 4,
      capacity: 10n ** 12n,
      bandwidth: 1n,
    });
    expect(joined.typeUrl).toBe(typeUrl);
    await chain.block([joined]);
  }
  return {
    domain: statementDomain,
    read: async (run) => run(chain.capabilities()),
    onBlock: () => ({ [Symbol.dispose]: () => {} }),
  };
}

const node = (index: number) => nodeKey(index).networkAddress;
const health = (index: number, state = "ready") => ({
  node: node(index),
  chainId,
  state,
  capacity: 1,
  used: 0,
});

test("nodes that are silent, gone, someone else or of another chain aren't reached; full ones only serve", async () => {
  const closed = await serve(() => undefined);
  await servers[0]?.[Symbol.asyncDispose]();
  const chain = await chainOf([
    await serve(() => health(0)),
    await serve(() => health(1, "full")),
    closed,
    await serve(() => undefined),
    await serve(() => health(0)),
    await serve(() => ({ ...health(5), chainId: "another" })),
    await serve(() => "x".repeat(10_000)),
  ]);
  const changes: string[] = [];
  prober = await startProber({
    chain,
    intervalMs: 60_000,
    deadlineMs: 300,
    log: ({ state }) => changes.push(state),
  });

  const reached = [0, 1, 2, 3, 4, 5, 6].map((index) => prober?.isReachable(node(index)));
  expect(reached).toEqual([true, true, false, false, false, false, false]);
  expect(prober.takesSlices(node(0))).toBe(true);
  expect(prober.takesSlices(node(1))).toBe(false);
  expect(changes).toHaveLength(7);
});

test("a node is passed over from a failed probe until one succeeds", async () => {
  let isUp = false;
  const chain = await chainOf([await serve(() => (isUp ? health(0) : {}))]);
  prober = await startProber({ chain, intervalMs: 20, deadlineMs: 300 });
  expect(prober.takesSlices(node(0))).toBe(false);

  isUp = true;
  await expect.poll(() => prober?.takesSlices(node(0)), { timeout: 5_000 }).toBe(true);
});

test("a complaint brings the probe forward, and many at once share one", async () => {
  let asked = 0;
  const chain = await chainOf([
    await serve(() => {
      asked += 1;
      return asked === 1 ? health(0) : {};
    }),
  ]);
  prober = await startProber({ chain, intervalMs: 60_000, deadlineMs: 300 });
  expect(prober.isReachable(node(0))).toBe(true);

  await expect
    .poll(
      async () => {
        await Promise.all([prober?.probe(node(0)), prober?.probe(node(0)), prober?.probe(node(0))]);
        return prober?.isReachable(node(0));
      },
      { timeout: 5_000 },
    )
    .toBe(false);
  expect(asked).toBe(2);
});

test("one silence of a busy node is borne, the second counts; after a complaint the first does", async () => {
  let answer: unknown = health(0);
  let asked = 0;
  const chain = await chainOf([
    await serve(() => {
      asked += 1;
      return answer;
    }),
  ]);
  prober = await startProber({ chain, intervalMs: 300, deadlineMs: 100 });
  answer = undefined;
  const before = asked;
  await expect.poll(() => prober?.isReachable(node(0)), { timeout: 5_000 }).toBe(false);
  expect(asked - before).toBeGreaterThanOrEqual(2);

  await prober[Symbol.asyncDispose]();
  answer = health(0);
  prober = await startProber({ chain, intervalMs: 60_000, deadlineMs: 100 });
  answer = undefined;
  await expect
    .poll(
      async () => {
        await prober?.probe(node(0));
        return prober?.isReachable(node(0));
      },
      { timeout: 5_000 },
    )
    .toBe(false);
});
