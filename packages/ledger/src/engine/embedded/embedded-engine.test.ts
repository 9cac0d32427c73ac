import { headerHash, verifyConsensusSignature, voteSignBytes } from "@stos/codec";
import { expect, test } from "vitest";
import type { PublishedBlock } from "../block-types.ts";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import { keyValueApplication } from "./key-value-application.ts";
import { pair, startTestChain, testGenesis, testKeys } from "./test-chain.ts";

test("each header links to the one before it and each commit holds a valid precommit of every validator", async () => {
  await using chain = await startTestChain();
  const { engine } = chain;
  for (let height = 2; height <= 20; height += 1) {
    await engine.broadcastSync(pair(`key${height}=value`));
    await engine.makeBlock();
  }

  for (let height = 1; height <= 20; height += 1) {
    const { header, commit } = await engine.commit(height);
    expect(commit.blockId.hash).toEqual(headerHash(header));
    const validators = await engine.validators(height);
    for (const [index, { timestamp, signature }] of commit.signatures.entries()) {
      const signed = voteSignBytes({
        type: "precommit",
        height: BigInt(height),
        round: 0,
        blockId: commit.blockId,
        timestamp,
        chainId: header.chainId,
      });
      expect(
        verifyConsensusSignature(validators[index]?.publicKey ?? expect.fail(), signed, signature),
      ).toBe(true);
    }
    if (height === 20) break;
    const next = await engine.block(height + 1);
    expect(next.block.header.lastBlockId).toEqual(commit.blockId);
    expect(next.block.lastCommit).toEqual(commit);
    expect(next.block.header.appHash).toEqual((await engine.blockResults(height)).appHash);
  }
});

test("a first block carries the genesis time, later ones never the same time twice", async () => {
  await using chain = await startTestChain({ now: () => 0 });
  const { engine } = chain;
  await engine.makeBlock();
  await engine.makeBlock();
  const times = await Promise.all(
    [1, 2, 3].map(async (height) => (await engine.block(height)).block.header.time),
  );
  const genesis = BigInt(Date.parse("2026-01-01T00:00:00Z") / 1000);
  expect(times).toEqual([0, 1_000_000, 2_000_000].map((nanos) => ({ seconds: genesis, nanos })));
});

test("proposers take turns", async () => {
  await using chain = await startTestChain();
  for (let count = 0; count < 5; count += 1) await chain.engine.makeBlock();
  const proposers = await Promise.all(
    [1, 2, 3, 4].map(
      async (height) => (await chain.engine.block(height)).block.header.proposerAddress,
    ),
  );
  expect(new Set(proposers.slice(0, 3).map(String)).size).toBe(3);
  expect(proposers[3]).toEqual(proposers[0]);
});

test("a duplicate, a full mempool and a transaction too large are refused by their codes", async () => {
  await using chain = await startTestChain({ mempoolCountMax: 2, txBytesMax: 8 });
  const code = async (text: string) => (await chain.engine.broadcastSync(pair(text))).check.code;
  expect(await code("a=1")).toBe(0);
  expect(await code("a=1")).toBe(19);
  expect(await code("b=1")).toBe(0);
  expect(await code("c=1")).toBe(20);
  expect(await code("toolong=1")).toBe(21);
  await chain.engine.makeBlock();
  expect(await code("a=1")).toBe(19);
  expect(await code("c=1")).toBe(0);
});

test("what doesn't fit one block goes into the next, in order", async () => {
  await using chain = await startTestChain({ blockTxsMax: 2 });
  for (const text of ["a=1", "b=1", "c=1"]) await chain.engine.broadcastSync(pair(text));
  const first = await chain.engine.makeBlock();
  const second = await chain.engine.makeBlock();
  expect([first, second].map(({ block }) => block.data.txs)).toEqual([
    [pair("a=1"), pair("b=1")],
    [pair("c=1")],
  ]);
});

test("a transaction makes its block by itself, and a header that proves the new state follows", async () => {
  await using chain = await startTestChain({
    blocks: "automatic",
    proofBlockMs: 1,
    emptyBlockMs: 60_000,
  });
  const heights: number[] = [];
  const proved = Promise.withResolvers<PublishedBlock>();
  using _ = chain.engine.onBlock((published) => {
    heights.push(published.height);
    if (published.block.data.txs.length === 0 && heights.length > 1) proved.resolve(published);
  });
  const { executed } = await chain.engine.broadcastCommit(pair("a=1"), AbortSignal.timeout(5_000));
  expect(executed?.result.code).toBe(0);
  const { block } = await proved.promise;
  expect(block.header.appHash).toEqual(
    (await chain.engine.blockResults(executed?.height ?? 0)).appHash,
  );
});

test("what has arrived together goes into one block, as long as its checks keep to the time", async () => {
  await using chain = await startTestChain({
    blocks: "automatic",
    batchMs: 0,
    backlogMs: 60_000,
    emptyBlockMs: 60_000,
  });
  const signal = AbortSignal.timeout(10_000);
  const sent = Array.from({ length: 200 }, (_, number) =>
    chain.engine.broadcastCommit(pair(`key${number}=1`), signal),
  );
  const heights = (await Promise.all(sent)).map(({ executed }) => executed?.height);
  expect(new Set(heights).size).toBe(1);
});

test("a search finds transactions of several blocks by value, by comparison and by height", async () => {
  await using chain = await startTestChain();
  const { engine } = chain;
  for (const texts of [["a=1", "b=1"], [], ["b=2", "a=2", "b=3"]]) {
    for (const text of texts) await engine.broadcastSync(pair(text));
    await engine.makeBlock();
  }
  const found = async (query: string) => {
    const order = "ascending" as const;
    const { total, txs } = await engine.txSearch({ query, offset: 0, limit: 10, order });
    expect(total).toBe(txs.length);
    return txs.map(({ tx }) => new TextDecoder().decode(tx));
  };
  expect(await found("message.sender='b'")).toEqual(["b=1", "b=2", "b=3"]);
  expect(await found("message.sender='b' AND tx.height>2")).toEqual(["b=2", "b=3"]);
  expect(await found("message.sender EXISTS")).toEqual(["a=1", "b=1", "b=2", "a=2", "b=3"]);
  expect(await found("message.sender EXISTS AND tx.height<3")).toEqual(["a=1", "b=1"]);
  expect(await found("tx.height>=2")).toEqual(["a=1", "b=1", "b=2", "a=2", "b=3"]);
  expect(await found("tx.height=3")).toEqual([]);
});

test("a bug in the application stops the engine and names the block", async () => {
  const application = keyValueApplication();
  await using chain = await startTestChain({
    application: {
      ...application,
      finalizeBlock: async (block) => {
        if (block.height === 3) throw new TypeError("a bug");
        return application.finalizeBlock(block);
      },
    },
  });
  await chain.engine.makeBlock();
  await expect(chain.engine.makeBlock()).rejects.toThrow("block 3 of stratos-test-1");
  await expect(chain.engine.stopped).rejects.toThrow("block 3 of stratos-test-1");
  await expect(chain.engine.makeBlock()).rejects.toMatchObject({ failure: { code: "stopped" } });
  expect((await chain.engine.status()).latest.height).toBe(2);
});

test("an application that lost its state is replayed to the same hash", async () => {
  await using chain = await startTestChain();
  await chain.engine.broadcastSync(pair("a=1"));
  const { results } = await chain.engine.makeBlock();
  await chain.engine[Symbol.asyncDispose]();

  await using again = await startTestChain({
    folder: chain.folder,
    application: keyValueApplication(),
  });
  expect(again.application.info()).toEqual({ height: 2, appHash: results.appHash });
  expect((await again.engine.makeBlock()).height).toBe(3);
});

test("an application ahead of its blocks, or of another history, is refused", async () => {
  await using ahead = await startTestChain();
  await ahead.engine.makeBlock();
  await using behind = await startTestChain();
  await behind.engine[Symbol.asyncDispose]();
  const start = startTestChain({ folder: behind.folder, application: ahead.application });
  await expect(start).rejects.toMatchObject({
    failure: { code: "application-ahead", applicationHeight: 2, blockHeight: 1 },
  });
});

test("old blocks are removed with their index once more than `retainBlocks` are there", async () => {
  await using chain = await startTestChain({ retainBlocks: 2 });
  await chain.engine.broadcastSync(pair("a=1"));
  for (let count = 0; count < 3; count += 1) await chain.engine.makeBlock();
  await expect(chain.engine.block(2)).rejects.toMatchObject({
    failure: { code: "height-out-of-range", heightMin: 3, heightMax: 4 },
  });
  const search = { query: "message.sender='a'", offset: 0, limit: 10, order: "ascending" } as const;
  expect((await chain.engine.txSearch(search)).total).toBe(0);
});

test("a production network's chain id is refused unless it is allowed", async () => {
  const options = {
    application: keyValueApplication(),
    genesis: testGenesis("stratos-1"),
    keys: testKeys,
    blockStore: "/nowhere",
  };
  await expect(openEmbeddedEngine(options)).rejects.toMatchObject({
    failure: { code: "chain-id-reserved" },
  });
});
