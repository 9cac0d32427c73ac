import { expect, test } from "vitest";
import { memoryStateStore } from "../store/index.ts";
import { testTypes } from "../test-network/bank.ts";
import {
  alice,
  bob,
  startTestChain,
  testMessage,
  testTransaction,
} from "../test-network/test-chain.ts";
import { testModules, testNetwork } from "../test-network/test-network.ts";
import { type CheckBug, createApplication } from "./create-application.ts";

test("a signer of half a surrogate pair, in a misbehaviour, is refused before it is looked up", async () => {
  const { application, makeBlock } = await startTestChain();
  await makeBlock();
  // {1 "\ud800" as no UTF-8 decoder should take it, 2 and 3 empty headers}
  const value = Uint8Array.of(10, 3, 0xed, 0xa0, 0x80, 18, 0, 26, 0);
  const hostile = testTransaction([{ typeUrl: "/stratos.relay.v1.MsgMisbehaviour", value }]);
  expect(await application.checkTx(hostile)).toMatchObject({ code: 7, codespace: "sdk" });
  expect((await makeBlock([hostile])).txResults[0]).toMatchObject({ code: 7, codespace: "sdk" });
});

test.each(["", "st1x", alice.address.toUpperCase(), "\0", "\ud800"])(
  "%j can't sign",
  async (from) => {
    const { application, makeBlock } = await startTestChain();
    await makeBlock();
    const pay = testMessage(testTypes.pay, { from, to: bob.address, amount: "1" });
    const { code, log } = await application.checkTx(testTransaction([pay]));
    expect(code).toBe(7);
    expect(log.isWellFormed()).toBe(true);
  },
);

test("a transaction that CheckTx trips over is refused and told; in a block it halts", async () => {
  const bugs: CheckBug[] = [];
  const application = createApplication({
    network: {
      ...testNetwork,
      admission: {
        admit() {
          throw new TypeError("a bug");
        },
      },
    },
    store: await memoryStateStore(testModules),
    chainId: "stratos-test-1",
    genesisHash: new Uint8Array(32),
    onCheckBug: (bug) => bugs.push(bug),
  });
  const pay = testMessage(testTypes.pay, { from: alice.address, to: bob.address, amount: "1" });
  const tx = testTransaction([pay]);
  expect(await application.checkTx(tx)).toMatchObject({ code: 1, codespace: "sdk" });
  expect(await application.simulate(tx)).toMatchObject({ code: 1, codespace: "sdk" });
  expect(bugs.map(({ error }) => error.name)).toEqual(["TypeError", "TypeError"]);
  const block = {
    height: 1,
    time: { seconds: 1, nanos: 0 },
    hash: new Uint8Array(32),
    proposerAddress: new Uint8Array(20),
    txs: [tx],
  };
  await expect(application.finalizeBlock(block)).rejects.toThrow(/halts in block 1, transaction 0/);
});
