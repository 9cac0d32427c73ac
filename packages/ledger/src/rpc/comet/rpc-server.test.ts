import { toUtf8 } from "@cosmjs/encoding";
import { Comet38Client, connectComet } from "@cosmjs/tendermint-rpc";
import { sha256 } from "@stos/codec";
import { expect, test } from "vitest";
import { pair, startTestChain, type TestChain } from "../../engine/embedded/test-chain.ts";
import type { RunningServer } from "../listen.ts";
import { startRpcServer } from "./rpc-server.ts";

test("an unmodified CosmJS client chooses its 0.38 dialect and reads every answer", async () => {
  await using served = await serve();
  const { chain, server } = served;
  const client = await connectComet(server.url);
  expect(client).toBeInstanceOf(Comet38Client);
  if (!(client instanceof Comet38Client)) return;

  const sent = await client.broadcastTxSync({ tx: pair("a=1") });
  expect(sent.code).toBe(0);
  expect(await client.numUnconfirmedTxs()).toMatchObject({ total: 1, totalBytes: 3 });
  await chain.engine.makeBlock();
  await chain.engine.makeBlock();

  const { block, blockId } = await client.block(2);
  expect(block.txs).toEqual([pair("a=1")]);
  expect(block.header.chainId).toBe("stratos-test-1");
  expect((await client.block(3)).block.header.lastBlockId).toEqual(blockId);
  expect((await client.block(1)).block.lastCommit).toBeNull();
  const { header, commit } = await client.commit(2);
  expect(header).toEqual(block.header);
  expect(commit.blockId).toEqual(blockId);
  expect((await client.validatorsAll(2)).validators).toHaveLength(3);
  expect((await client.blockResults(2)).results[0]).toMatchObject({ code: 0, gasUsed: 7n });
  expect((await client.blockchain(1, 3)).blockMetas.map((meta) => meta.header.height)).toEqual([
    3, 2, 1,
  ]);
  expect((await client.genesis()).chainId).toBe("stratos-test-1");
  expect((await client.status()).nodeInfo.other.get("engine")).toBe("embedded");
  expect((await client.abciInfo()).lastBlockHeight).toBe(3);
  await client.health();
});

test("transactions are found by hash, height and event, with a proof that fits the block", async () => {
  await using served = await serve();
  const { chain, server } = served;
  const client = await Comet38Client.connect(server.url);
  for (const each of ["a=1", "b=2", "c="]) await client.broadcastTxSync({ tx: pair(each) });
  await chain.engine.makeBlock();

  const byHash = await client.tx({ hash: sha256(pair("b=2")), prove: true });
  expect(byHash).toMatchObject({
    height: 2,
    index: 1,
    proof: { rootHash: (await client.block(2)).block.header.dataHash },
  });
  const search = async (query: string) =>
    (await client.txSearchAll({ query })).txs.map(({ tx }) => new TextDecoder().decode(tx));
  expect(await search("tx.height=2")).toEqual(["a=1", "b=2", "c="]);
  expect(await search("message.sender='b'")).toEqual(["b=2"]);
  expect(await search("message.sender='b' AND tx.height>2")).toEqual([]);
  expect(
    await search(
      `tx.hash='${Buffer.from(sha256(pair("a=1")))
        .toString("hex")
        .toUpperCase()}'`,
    ),
  ).toEqual(["a=1"]);
  expect((await client.blockSearchAll({ query: "block.height>=1" })).totalCount).toBe(2);
  await expect(client.tx({ hash: sha256(pair("none")) })).rejects.toThrow("not found");
});

test("a query with proof comes back as two ICS23 operations", async () => {
  await using served = await serve();
  const { chain, server } = served;
  await chain.engine.broadcastSync(pair("a=1"));
  await chain.engine.makeBlock();
  const client = await Comet38Client.connect(server.url);
  const answer = await client.abciQuery({
    path: "/store/pairs/key",
    data: toUtf8("a"),
    prove: true,
  });
  expect(answer).toMatchObject({ code: 0, value: toUtf8("1"), height: 2 });
  expect(answer.proof?.ops).toEqual([
    { type: "ics23:smt", key: toUtf8("a"), data: Uint8Array.of(1) },
    { type: "ics23:simple", key: toUtf8("pairs"), data: Uint8Array.of(2) },
  ]);
});

test.each([
  [
    "a height that is no number",
    { jsonrpc: "2.0", id: 1, method: "block", params: { height: "x" } },
    -32602,
  ],
  [
    "a transaction that is no base64",
    { jsonrpc: "2.0", id: 1, method: "broadcast_tx_sync", params: { tx: "#" } },
    -32602,
  ],
  ["a missing hash", { jsonrpc: "2.0", id: 1, method: "tx", params: {} }, -32602],
  [
    "a malformed query",
    { jsonrpc: "2.0", id: 1, method: "tx_search", params: { query: "a ==" } },
    -32603,
  ],
  ["a height past the newest", { jsonrpc: "2.0", id: 1, method: "block", params: ["99"] }, -32603],
  [
    "a batch of 11",
    Array.from({ length: 11 }, (_, id) => ({ jsonrpc: "2.0", id, method: "health" })),
    -32600,
  ],
])("%s is answered with its code", async (_, body, code) => {
  await using served = await serve();
  const response = await fetch(served.server.url, { method: "POST", body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    jsonrpc: "2.0",
    error: { code, data: expect.any(String) },
  });
});

test("methods are called by GET, too, and browsers of every origin may read", async () => {
  await using served = await serve();
  const { server } = served;
  const response = await fetch(`${server.url}/block?height=1`);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(await response.json()).toMatchObject({
    id: -1,
    result: { block: { header: { height: "1" } } },
  });
  const search = await fetch(
    `${server.url}/tx_search?query=${encodeURIComponent('"tx.height=1"')}&prove=false`,
  );
  expect(await search.json()).toMatchObject({ result: { total_count: "0", txs: [] } });
  expect((await fetch(`${server.url}/block?height=99`)).status).toBe(500);
});

test("an address that others could reach is refused", async () => {
  await using chain = await startTestChain();
  const { engine, application } = chain;
  await expect(
    startRpcServer({ engine, application, host: "0.0.0.0", port: 0 }),
  ).rejects.toMatchObject({
    failure: { code: "address-not-loopback" },
  });
});

async function serve(): Promise<{ chain: TestChain; server: RunningServer } & AsyncDisposable> {
  const chain = await startTestChain();
  const server = await startRpcServer({
    engine: chain.engine,
    application: chain.application,
    port: 0,
  });
  return {
    chain,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await chain[Symbol.asyncDispose]();
    },
  };
}
