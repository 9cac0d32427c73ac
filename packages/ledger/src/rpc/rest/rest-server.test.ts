import { sha256 } from "@stos/codec";
import { expect, test } from "vitest";
import { pair, startTestChain, type TestChain } from "../../engine/embedded/test-chain.ts";
import type { RunningServer } from "../listen.ts";
import { startRestServer } from "./rest-server.ts";

test("blocks, validators and the node are told in the grpc-gateway's shapes", async () => {
  await using served = await serve();
  const { chain, get } = served;
  await chain.engine.makeBlock();
  const { header } = await chain.engine.commit(2);
  const appHash = Buffer.from(header.appHash).toString("base64");
  expect(await get("/cosmos/base/tendermint/v1beta1/blocks/latest")).toMatchObject([
    200,
    { block: { header: { height: "2", app_hash: appHash } } },
  ]);
  expect(await get("/cosmos/base/tendermint/v1beta1/blocks/1")).toMatchObject([
    200,
    { block: { last_commit: { signatures: [] } } },
  ]);
  expect(await get("/cosmos/base/tendermint/v1beta1/validatorsets/latest")).toMatchObject([
    200,
    { block_height: "2", pagination: { total: "3" } },
  ]);
  expect(await get("/cosmos/base/tendermint/v1beta1/syncing")).toEqual([200, { syncing: false }]);
  expect(await get("/cosmos/base/tendermint/v1beta1/node_info")).toMatchObject([
    200,
    { default_node_info: { network: "stratos-test-1" } },
  ]);
});

test("a transaction is broadcast, found by hash and by event", async () => {
  await using served = await serve();
  const { chain, get, post } = served;
  const tx_bytes = Buffer.from(pair("a=1")).toString("base64");
  const txhash = Buffer.from(sha256(pair("a=1")))
    .toString("hex")
    .toUpperCase();
  const sent = await post("/cosmos/tx/v1beta1/txs", { tx_bytes, mode: "BROADCAST_MODE_SYNC" });
  expect(sent).toMatchObject([200, { tx_response: { code: 0, txhash, height: "0" } }]);
  await chain.engine.makeBlock();

  expect(await get(`/cosmos/tx/v1beta1/txs/${txhash}`)).toMatchObject([
    200,
    { tx_response: { txhash, height: "2", gas_used: "7" } },
  ]);
  const found = [200, { total: "1", tx_responses: [{ txhash }] }];
  expect(
    await get(
      "/cosmos/tx/v1beta1/txs?events=message.sender%3D'a'&events=message.value%3D'1'&order_by=ORDER_BY_DESC",
    ),
  ).toMatchObject(found);
  expect(await get("/cosmos/tx/v1beta1/txs?query=tx.height%3D2&pagination.limit=1")).toMatchObject(
    found,
  );
});

test("a module's route sees the height that the header asks for", async () => {
  await using served = await serve();
  const response = await fetch(`${served.server.url}/stratos/pairs/v1/count`, {
    headers: { "x-cosmos-block-height": "1" },
  });
  expect([response.status, await response.json()]).toEqual([200, { count: "0", height: "1" }]);
});

test.each([
  ["/cosmos/mint/v1beta1/nothing", 501, 12],
  ["/stratos/nothing", 501, 12],
  ["/cosmos/base/tendermint/v1beta1/blocks/x", 400, 3],
  ["/cosmos/base/tendermint/v1beta1/blocks/99", 400, 3],
  [`/cosmos/tx/v1beta1/txs/${"0".repeat(64)}`, 404, 5],
  ["/cosmos/tx/v1beta1/txs/xyz", 400, 3],
  ["/cosmos/tx/v1beta1/txs", 400, 3],
  ["/cosmos/tx/v1beta1/txs?query=a%3D%3D", 400, 3],
])("GET %s is refused with %i", async (path, status, code) => {
  await using served = await serve();
  expect(await served.get(path)).toEqual([
    status,
    { code, message: expect.any(String), details: [] },
  ]);
});

test.each([[{}], [{ tx_bytes: "#" }], [{ tx_bytes: "YT0x", mode: "BROADCAST_MODE_BLOCK" }]])(
  "broadcast refuses %j",
  async (body) => {
    await using served = await serve();
    expect(await served.post("/cosmos/tx/v1beta1/txs", body)).toMatchObject([400, { code: 3 }]);
  },
);

type Answer = [status: number, body: unknown];
type Served = {
  chain: TestChain;
  server: RunningServer;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
} & AsyncDisposable;

async function serve(): Promise<Served> {
  const chain = await startTestChain();
  const server = await startRestServer({
    engine: chain.engine,
    application: chain.application,
    port: 0,
  });
  const answer = async (response: Response): Promise<Answer> => [
    response.status,
    await response.json(),
  ];
  return {
    chain,
    server,
    get: async (path) => answer(await fetch(`${server.url}${path}`)),
    post: async (path, body) =>
      answer(
        await fetch(`${server.url}${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      ),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await chain[Symbol.asyncDispose]();
    },
  };
}
