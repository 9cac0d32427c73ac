import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectComet } from "@cosmjs/tendermint-rpc";
import { sha256 } from "@stos/codec";
import { expect, test } from "vitest";
import { createValidatorKey, makeGenesis } from "../engine/index.ts";
import { testTypes } from "../test-network/bank.ts";
import {
  alice,
  bob,
  testChainId,
  testGenesis,
  testMessage,
  testTransaction,
} from "../test-network/test-chain.ts";
import { testNetwork } from "../test-network/test-network.ts";
import { startChainNode } from "./start-chain-node.ts";

test("a node under CometBFT serves CosmJS, and has everything after a restart", async () => {
  const folder = await mkdtemp(join(tmpdir(), "comet-node-"));
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  const validatorKeyFile = join(folder, "validator.json");
  const { key } = await createValidatorKey(validatorKeyFile);
  const genesis = makeGenesis({
    chainId: testChainId,
    time: new Date("2026-01-01T00:00:00.000Z"),
    validators: [{ publicKey: key.publicKey, power: 10, name: "only" }],
    appState: testGenesis.app_state,
  });
  const start = async () =>
    startChainNode(
      {
        network: testNetwork,
        genesis,
        dataDir: join(folder, "data"),
        keys: [],
        comet: {
          validatorKeyFile,
          p2p: { listen: `127.0.0.1:${await freePort()}`, isPrivate: true },
          emptyBlockMs: 200,
          commitMs: 20,
        },
        rpc: { port: 0 },
        rest: { port: 0 },
        log: () => undefined,
      },
      AbortSignal.timeout(60_000),
    );

  const message = testMessage(testTypes.pay, {
    from: alice.address,
    to: bob.address,
    amount: "10",
  });
  const tx = testTransaction([message]);
  let height = 0;
  {
    await using node = await start();
    const client = await connectComet(node.rpcUrl);
    const answer = await client.broadcastTxCommit({ tx });
    expect(answer).toMatchObject({ checkTx: { code: 0 } });
    height = "height" in answer ? (answer.height ?? 0) : 0;
    expect(height).toBeGreaterThan(0);
    const { block } = await client.block(height);
    expect(block.txs).toEqual([tx]);
    client.disconnect();
  }

  await using node = await start();
  const client = await connectComet(node.rpcUrl);
  expect((await client.blockResults(height)).results).toMatchObject([{ code: 0 }]);
  expect((await client.validators({ height })).total).toBe(1);
  const found = await client.tx({ hash: sha256(tx) });
  expect(found.height).toBe(height);
  const balance = await client.abciQuery({
    path: "/test.v1.Query/Balance",
    data: Buffer.from(bob.address),
  });
  expect(Buffer.from(balance.value).toString()).toBe("15");
  client.disconnect();
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
