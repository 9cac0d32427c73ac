import { accountKeyFromBytes, sha256, toHex } from "@stos/codec";
import { TxMsgData } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import { SimulateRequest, SimulateResponse } from "cosmjs-types/cosmos/tx/v1beta1/service";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testTypes } from "../test-network/bank.ts";
import {
  alice,
  bob,
  nobody,
  startTestChain,
  type TestOrder,
  testGenesis,
  testMessage,
  testTransaction,
} from "../test-network/test-chain.ts";
import { ChainHalt } from "./chain-halt.ts";

const pay = (amount: bigint, to = bob.address, from = alice.address) =>
  testMessage(testTypes.pay, { from, to, amount: `${amount}` });
const payment = (amount: bigint, order: TestOrder = {}) => testTransaction([pay(amount)], order);

describe("a block", () => {
  test("executes transactions in order and tells what happened", async () => {
    const { makeBlock, balance } = await startTestChain();
    const { txResults } = await makeBlock([payment(7n), payment(8n, { sequence: 1 })]);

    expect(txResults.map(({ code }) => code)).toEqual([0, 0]);
    expect(await balance(alice.address)).toBe(100_000n - 15n - 20n);
    expect(await balance(bob.address)).toBe(20n);
    const [first] = txResults;
    const action = { key: "action", value: testTypes.pay };
    expect(first?.events).toContainEqual({
      type: "message",
      attributes: [action, { key: "sender", value: alice.address }],
    });
    expect(first?.events.flatMap(({ attributes }) => attributes)).toContainEqual({
      key: "acc_seq",
      value: `${alice.address}/0`,
    });
    expect(TxMsgData.decode(first?.data ?? new Uint8Array()).msgResponses).toEqual([
      { typeUrl: `${testTypes.pay}Response`, value: new Uint8Array() },
    ]);
  });

  test("that changes nothing keeps the app hash", async () => {
    const { makeBlock } = await startTestChain();
    const first = await makeBlock();
    expect(toHex((await makeBlock()).appHash)).toBe(toHex(first.appHash));
  });

  test("leaves no writes of a refused message, nor of those before it, but takes the fee and the sequence", async () => {
    const { makeBlock, balance, application } = await startTestChain();
    const refusing = testMessage(testTypes.payThenRefuse, {
      from: alice.address,
      to: bob.address,
      amount: "9",
    });
    const { txResults } = await makeBlock([testTransaction([pay(3n), refusing])]);

    expect(txResults[0]).toMatchObject({ code: 18, codespace: "sdk" });
    expect(txResults[0]?.log).toBe(
      "failed to execute message; message index: 1: refused after writing",
    );
    expect(await balance(bob.address)).toBe(5n);
    expect(await balance(alice.address)).toBe(100_000n - 10n);
    expect(await application.read(({ accounts }) => accounts.get(alice.address)?.sequence)).toBe(1);
  });

  test("stops at a bug and names block, transaction and module", async () => {
    const { makeBlock } = await startTestChain();
    const bug = testTransaction(
      [testMessage(testTypes.bug, { from: alice.address, to: "", amount: "1" })],
      { sequence: 1 },
    );
    const halt = await makeBlock([payment(1n), bug]).catch((error) => error);
    expect(halt).toBeInstanceOf(ChainHalt);
    expect(halt.message).toMatch(
      /block 1, transaction 1 \([0-9A-F]{64}\), module bank: RangeError: a bug/,
    );
  });

  test("halts on a broken invariant", async () => {
    const whale = { ...testGenesis.app_state, bank: { [alice.address]: "99999999999" } };
    const { makeBlock, application } = await startTestChain({ ...testGenesis, app_state: whale });
    await expect(makeBlock()).rejects.toThrow(/bank: no whale: st1\S+ has 99999999999/);
    expect(await application.checkInvariants()).toHaveLength(1);
  });
});

describe("a refused transaction", () => {
  const cases: readonly (readonly [name: string, code: number, log: RegExp, order: TestOrder])[] = [
    [
      "of another chain",
      4,
      /account number \(0\), sequence \(0\) and chain-id \(stratos-test-1\)/,
      { chainId: "stratos-test-2" },
    ],
    ["with another account's number", 4, /signature verification failed/, { accountNumber: 5 }],
    [
      "with a sequence ahead",
      32,
      /^account sequence mismatch, expected 0, got 4: incorrect account sequence$/,
      { sequence: 4 },
    ],
    ["with too little fee", 13, /got: 9coin, required: 10coin/, { fee: 9n }],
    ["with a fee but no funds", 5, /smaller/, { fee: 200_000n }],
    ["that runs out of gas", 11, /out of gas/, { gasLimit: 9_000n }],
    ["without a gas limit", 11, /out of gas/, { gasLimit: 0n }],
    ["with a gas limit above the most", 11, /is above/, { gasLimit: 100_000_001n }],
    ["with a long memo", 12, /maximum number of bytes/, { memo: "m".repeat(257) }],
    ["that came too late", 30, /timeout height/, { timeoutHeight: 1n }],
    ["of an unknown account", 9, /not found/, { signer: nobody }],
  ];

  test.each(cases)("%s", async (_name, code, log, order) => {
    const { makeBlock, application, balance } = await startTestChain();
    await makeBlock();
    const from = (order.signer ?? alice).address;
    const tx = testTransaction([pay(1n, bob.address, from)], order);
    const check = await application.checkTx(tx);
    expect(check).toMatchObject({ code, codespace: "sdk", log: expect.stringMatching(log) });

    const { txResults } = await makeBlock([tx]);
    expect(txResults[0]).toMatchObject({ code, codespace: "sdk" });
    expect(await balance(bob.address)).toBe(5n);
  });

  test("replayed", async () => {
    const { makeBlock } = await startTestChain();
    const { txResults } = await makeBlock([payment(1n), payment(1n)]);
    expect(txResults.map(({ code }) => code)).toEqual([0, 32]);
    expect((await makeBlock([payment(1n)])).txResults[0]?.log).toContain("expected 1, got 0");
  });

  test("of an unknown type, malformed, tampered or signed by another key", async () => {
    const { application } = await startTestChain();
    const unknown = testTransaction([{ typeUrl: "/test.v1.MsgNone", value: new Uint8Array() }]);
    expect(await application.checkTx(unknown)).toMatchObject({ code: 6, codespace: "sdk" });
    expect(await application.checkTx(Uint8Array.of(1, 2, 3))).toMatchObject({ code: 2 });

    const raw = TxRaw.decode(payment(1n));
    const signature = (raw.signatures[0] ?? new Uint8Array()).slice();
    signature[5] = (signature[5] ?? 0) ^ 1;
    const tampered = TxRaw.encode({ ...raw, signatures: [signature] }).finish();
    expect(await application.checkTx(tampered)).toMatchObject({ code: 4 });
    expect(
      await application.checkTx(TxRaw.encode({ ...raw, signatures: [] }).finish()),
    ).toMatchObject({ code: 15 });
    const stranger = testTransaction([pay(1n)], { signer: nobody, accountNumber: 0 });
    expect(await application.checkTx(stranger)).toMatchObject({ code: 8 });
  });

  test("leaves no writes of admission when its signature is wrong", async () => {
    const { makeBlock, application, balance } = await startTestChain();
    await makeBlock([payment(1n, { chainId: "stratos-test-2" })]);
    expect(await balance(alice.address)).toBe(100_000n);
    expect(await application.read(({ accounts }) => accounts.get(alice.address)?.sequence)).toBe(0);
  });
});

describe("CheckTx", () => {
  test("takes pipelined sequences, all at once, and forgets them at commit", async () => {
    const { makeBlock, application } = await startTestChain();
    const txs = [0, 1, 2, 3].map((sequence) => payment(1n, { sequence }));
    const checks = await Promise.all(txs.map((tx) => application.checkTx(tx)));
    expect(checks.map(({ code }) => code)).toEqual([0, 0, 0, 0]);

    await makeBlock(txs.slice(0, 2));
    expect((await application.checkTx(payment(1n, { sequence: 2 }))).code).toBe(0);
    expect((await application.checkTx(payment(1n, { sequence: 2 }))).code).toBe(32);
  });

  test("doesn't change the state", async () => {
    const [one, two] = [await startTestChain(), await startTestChain()];
    await one.application.checkTx(payment(1n));
    expect(toHex((await one.makeBlock()).appHash)).toBe(toHex((await two.makeBlock()).appHash));
  });
});

describe("simulate", () => {
  test("tells the gas of what then runs, without signature or key", async () => {
    const { makeBlock, application } = await startTestChain();
    await makeBlock();
    const raw = TxRaw.decode(payment(1n, { gasLimit: 0n }));
    const txBytes = TxRaw.encode({ ...raw, signatures: [new Uint8Array()] }).finish();
    const { code, value } = await application.query({
      path: "/cosmos.tx.v1beta1.Service/Simulate",
      data: SimulateRequest.encode(SimulateRequest.fromPartial({ txBytes })).finish(),
      height: 0,
      prove: false,
    });
    expect(code).toBe(0);

    const gasUsed = SimulateResponse.decode(value).gasInfo?.gasUsed ?? 0n;
    const gasLimit = (gasUsed * 13n) / 10n;
    const { txResults } = await makeBlock([payment(1n, { gasLimit })]);
    expect(txResults[0]).toMatchObject({ code: 0, gasWanted: gasLimit });
  });

  test("answers the refusal", async () => {
    const { application } = await startTestChain();
    expect(await application.simulate(payment(99_999_999n))).toMatchObject({ code: 5 });
  });
});

describe("queries", () => {
  test("by gRPC path, by key, by route, at heights that are held", async () => {
    const { makeBlock, application } = await startTestChain();
    await makeBlock();
    await makeBlock([payment(10n)]);
    const asked = { path: "/test.v1.Query/Balance", data: Buffer.from(bob.address), prove: false };
    const balanceAt = async (height: number) =>
      Buffer.from((await application.query({ ...asked, height })).value).toString();
    expect(await balanceAt(0)).toBe("15");
    expect(await balanceAt(1)).toBe("5");
    expect(await application.query({ ...asked, height: 9 })).toMatchObject({ code: 18 });
    expect(await application.query({ ...asked, path: "/none", height: 0 })).toMatchObject({
      code: 6,
    });

    const key = Buffer.from(`balances/${bob.address}`);
    const proven = await application.query({
      path: "/store/bank/key",
      data: key,
      height: 0,
      prove: true,
    });
    expect(proven).toMatchObject({ code: 0, height: 2, value: Buffer.of(15) });
    expect(proven.proofs).toHaveLength(2);

    const route = (path: string, method = "GET") =>
      application.route({ method, path, query: {}, height: 0, body: undefined });
    expect(await route(`/test/v1/balances/${bob.address}/of`)).toEqual({
      status: 200,
      body: { balance: "15" },
    });
    expect(await route("/test/v1/balances/%zz/of")).toMatchObject({ status: 400 });
    expect(await route("/test/v1/balances")).toBeUndefined();
    expect(await route(`/test/v1/balances/${bob.address}/of`, "POST")).toBeUndefined();
    const unknown = await route(`/cosmos/auth/v1beta1/accounts/${nobody.address}`);
    expect(unknown).toMatchObject({
      status: 404,
      body: { code: 5, message: expect.stringContaining("not found") },
    });
    expect(await route("/cosmos/auth/v1beta1/accounts/st1x")).toMatchObject({ status: 400 });
    expect(await route(`/cosmos/auth/v1beta1/accounts/${alice.address}`)).toMatchObject({
      body: {
        account: {
          account_number: "0",
          sequence: "1",
          pub_key: { "@type": "/cosmos.crypto.secp256k1.PubKey" },
        },
      },
    });
  });
});

describe("determinism", () => {
  test("the same blocks lead to the same app hashes, and an export to the same state", async () => {
    const step = fc.record({
      amount: fc.bigInt(1n, 60_000n),
      sequence: fc.nat(6),
      type: fc.constantFrom(testTypes.pay, testTypes.payThenRefuse, testTypes.payAbroad),
      gasLimit: fc.constantFrom(300_000n, 40_000n),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 5 }), { maxLength: 4 }),
        async (blocks) => {
          const [one, two] = [await startTestChain(), await startTestChain()];
          for (const steps of blocks) {
            const txs = steps.map(({ amount, type, ...order }) =>
              testTransaction(
                [testMessage(type, { from: alice.address, to: bob.address, amount: `${amount}` })],
                order,
              ),
            );
            // Checks and reads in between must not matter.
            for (const tx of txs) await one.application.checkTx(tx);
            const [a, b] = [await one.makeBlock(txs), await two.makeBlock(txs)];
            expect(toHex(a.appHash)).toBe(toHex(b.appHash));
            expect(a.txResults).toEqual(b.txResults);
          }

          const { appHash } = await one.makeBlock();
          const app_state = await one.application.exportState();
          const restored = await startTestChain({ ...testGenesis, app_state });
          expect(toHex((await restored.makeBlock()).appHash)).toBe(toHex(appHash));
        },
      ),
      { numRuns: 25 },
    );
  });

  test("both key types sign, and the key's first URL stays", async () => {
    const carol = accountKeyFromBytes("ethsecp256k1", sha256(Buffer.from("carol")));
    const { makeBlock, application } = await startTestChain();
    await makeBlock([testTransaction([pay(100n, carol.address)])]);
    const order = { signer: carol, accountNumber: 2 };
    const { txResults } = await makeBlock([
      testTransaction([pay(1n, bob.address, carol.address)], order),
    ]);
    expect(txResults[0]?.log).toBe("");
    const account = await application.read(({ accounts }) => accounts.get(carol.address));
    expect(account).toMatchObject({
      number: 2,
      sequence: 1,
      publicKey: { typeUrl: "/stratos.crypto.v1.ethsecp256k1.PubKey" },
    });
  });
});
