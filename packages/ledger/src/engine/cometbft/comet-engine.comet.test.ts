import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { headerHash, sha256 } from "@stos/codec";
import { expect, test } from "vitest";
import { keyValueApplication } from "../embedded/key-value-application.ts";
import { startCometChain } from "./comet-chain.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const soon = () => AbortSignal.timeout(30_000);

test("CometBFT decides transactions, and everything about their blocks can be asked", async () => {
  await using chain = await startCometChain();
  const { engine } = chain;
  const { check, executed } = await engine.broadcastCommit(bytes("a=1"), soon());
  expect(check.code).toBe(0);
  const height = executed?.height ?? expect.fail("no height");

  const { block, blockId, commit } = await engine.block(height);
  expect(block.data.txs).toEqual([bytes("a=1")]);
  expect(headerHash(block.header)).toEqual(blockId.hash);
  expect(commit.blockId.hash).toEqual(blockId.hash);
  expect((await engine.blockByHash(blockId.hash))?.height).toBe(height);
  const results = await engine.blockResults(height);
  expect(results.txResults).toEqual([executed?.result]);
  expect((await engine.validators(height)).map(({ votingPower }) => votingPower)).toEqual([10n]);
  expect((await engine.consensusParams(height)).block.maxBytes).toBe(8 * 1024 * 1024);
  await expect.poll(() => engine.tx(sha256(bytes("a=1")))).toMatchObject({ height, index: 0 });
  const search = { query: "message.sender='a'", offset: 0, limit: 10, order: "ascending" } as const;
  expect((await engine.txSearch(search)).total).toBe(1);
  expect(await engine.status()).toMatchObject({
    engine: "cometbft",
    version: "0.38.26",
    catchingUp: false,
    validator: { votingPower: 10n },
  });
});

test("what the check refuses, and what stands in the mempool already, is refused by the codes of the embedded engine", async () => {
  await using chain = await startCometChain();
  const code = async (text: string) => (await chain.engine.broadcastSync(bytes(text))).check.code;
  expect(await code("nonsense")).toBe(18);
  expect(await code("a=1")).toBe(0);
  expect(await code("a=1")).toBe(19);
});

test("a height that isn't there, and a malformed search, are refused as the interface says", async () => {
  await using chain = await startCometChain();
  await expect(chain.engine.block(1_000_000)).rejects.toMatchObject({
    failure: { code: "height-out-of-range", height: 1_000_000, heightMin: 1 },
  });
  const search = { query: "=", offset: 0, limit: 1, order: "ascending" } as const;
  await expect(chain.engine.txSearch(search)).rejects.toMatchObject({
    failure: { code: "query-malformed" },
  });
});

test("a restart goes on where it was, and an application that lost its state is replayed", async () => {
  await using first = await startCometChain();
  const { executed } = await first.engine.broadcastCommit(bytes("a=1"), soon());
  await first.engine[Symbol.asyncDispose]();

  const again = { folder: first.folder, genesis: first.genesis };
  {
    await using second = await startCometChain(again);
    expect((await second.engine.block(executed?.height ?? 0)).block.data.txs).toEqual([
      bytes("a=1"),
    ]);
    const { executed: next } = await second.engine.broadcastCommit(bytes("b=1"), soon());
    expect(next?.height).toBeGreaterThan(executed?.height ?? 0);
  }

  await using third = await startCometChain({ ...again, application: keyValueApplication() });
  const query = { path: "/store/pairs/key", data: bytes("b"), height: 0, prove: false };
  expect((await third.application.query(query)).value).toEqual(bytes("1"));
});

test("a bug in the application stops both, and so does CometBFT's own end", async () => {
  const application = keyValueApplication();
  await using broken = await startCometChain({
    application: {
      ...application,
      finalizeBlock(block) {
        if (block.txs.length > 0) throw new TypeError("a bug");
        return application.finalizeBlock(block);
      },
    },
  });
  await broken.engine.broadcastAsync(bytes("a=1"));
  await expect(broken.engine.stopped).rejects.toThrow("a bug");

  await using killed = await startCometChain();
  const pid = Number(await readFile(join(killed.folder, "comet/cometbft.pid"), "utf8"));
  process.kill(pid, "SIGKILL");
  await expect(killed.engine.stopped).rejects.toMatchObject({
    failure: { code: "cometbft-ended", how: "SIGKILL" },
  });
});
