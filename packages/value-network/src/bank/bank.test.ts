import { MsgMultiSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { describe, expect, test } from "vitest";
import { addressOf, startBalance, stos } from "../testing/genesis.ts";
import { sendMessage } from "../testing/messages.ts";
import { withdrawCommissionMessage, withdrawRewardMessage } from "../testing/staking-messages.ts";
import { startTestChain, type TestChain, type TestMessage, the } from "../testing/test-chain.ts";
import { moduleAccounts } from "./module-accounts.ts";

const gwei = 10n ** 9n;
const balanceOf = (chain: TestChain, address: string) =>
  chain.read(({ bank }) => bank.balance(address));

function multiSendMessage(
  from: string,
  outputs: readonly (readonly [string, bigint])[],
  sent = outputs.reduce((sum, [, amount]) => sum + amount, 0n),
): TestMessage {
  const coins = (amount: bigint) => [{ denom: "wei", amount: `${amount}` }];
  const message = MsgMultiSend.fromPartial({
    inputs: [{ address: addressOf(from), coins: coins(sent) }],
    outputs: outputs.map(([address, amount]) => ({ address, coins: coins(amount) })),
  });
  return {
    typeUrl: "/cosmos.bank.v1beta1.MsgMultiSend",
    value: MsgMultiSend.encode(message).finish(),
  };
}

describe("transfers", () => {
  test("a MsgSend moves wei and makes the receiver's account", async () => {
    const chain = await startTestChain();
    const { code } = await chain.send("user", sendMessage("user", addressOf("new"), 5n));

    expect(code).toBe(0);
    expect(await balanceOf(chain, addressOf("new"))).toBe(5n);
    expect(await balanceOf(chain, addressOf("user"))).toBe(startBalance - 5n);
    expect(await chain.read(({ auth }) => auth.accounts.get(addressOf("new"))?.sequence)).toBe(0);
  });

  test("a MsgSend to oneself changes nothing", async () => {
    const chain = await startTestChain();
    await chain.send("user", sendMessage("user", addressOf("user"), 5n));
    expect(await balanceOf(chain, addressOf("user"))).toBe(startBalance);
  });

  test("a MsgMultiSend pays many, and is refused where its sums differ", async () => {
    const chain = await startTestChain();
    const outputs = [
      [addressOf("a"), 3n],
      [addressOf("b"), 4n],
    ] as const;
    expect((await chain.send("user", multiSendMessage("user", outputs))).code).toBe(0);
    expect(await balanceOf(chain, addressOf("b"))).toBe(4n);
    expect((await chain.send("user", multiSendMessage("user", outputs, 8n))).code).toBe(10);
    expect((await chain.send("user", multiSendMessage("user", []))).code).not.toBe(0);
  });

  test("more than the balance is refused with code 5, and nothing of the message stays", async () => {
    const chain = await startTestChain();
    const message = multiSendMessage("user", [
      [addressOf("a"), startBalance],
      [addressOf("b"), 1n],
    ]);
    expect((await chain.send("user", message)).code).toBe(5);
    expect(await balanceOf(chain, addressOf("a"))).toBe(0n);
    expect(await balanceOf(chain, addressOf("user"))).toBe(startBalance);
  });

  test.each(Object.entries(moduleAccounts))("nobody sends to %s", async (_name, account) => {
    const chain = await startTestChain();
    const price = await chain.route("/stratos/sds/v1/noz_price");
    expect((await chain.send("user", sendMessage("user", account, stos))).code).toBe(4);
    const many = multiSendMessage("user", [[account, stos]]);
    expect((await chain.send("user", many)).code).toBe(4);
    expect(await chain.route("/stratos/sds/v1/noz_price")).toEqual(price);
  });

  test("bytes that are no message are refused and don't stop the chain", async () => {
    const chain = await startTestChain();
    for (const typeUrl of ["/cosmos.bank.v1beta1.MsgSend", "/cosmos.bank.v1beta1.MsgMultiSend"]) {
      const { code } = await chain.send("user", { typeUrl, value: Uint8Array.of(10, 200, 1) });
      expect(code).toBe(2);
    }
    expect((await chain.send("user", sendMessage("user", "st1nothing", 1n))).code).toBe(7);
    expect((await chain.send("user", sendMessage("user", addressOf("a"), 0n))).code).toBe(10);
  });
});

describe("admission", () => {
  const message = sendMessage("user", addressOf("a"), 1n);
  const gasLimit = 200_000n;

  test("a fee below 1 gwei a gas is refused by the mempool with code 13", async () => {
    const { application, sign } = await startTestChain();
    const check = async (fee: bigint) =>
      application.checkTx(await sign({ by: "user", messages: [message], fee, gasLimit }));
    expect((await check(gasLimit * gwei - 1n)).code).toBe(13);
    expect((await check(gasLimit * gwei)).code).toBe(0);
  });

  test("a fee that the payer doesn't have is refused with code 5", async () => {
    const chain = await startTestChain({ wallets: ["poor"] });
    await chain.send("poor", sendMessage("poor", addressOf("user"), startBalance));
    const messages = [sendMessage("poor", addressOf("user"), 1n)];
    const poor = { by: "poor", messages, fee: gasLimit * gwei, gasLimit };
    expect((await chain.application.checkTx(await chain.sign(poor))).code).toBe(5);
  });

  test("a transaction counts once: replayed it has a wrong sequence, code 32", async () => {
    const chain = await startTestChain();
    const transaction = { by: "user", messages: [message] };
    const { results } = await chain.block({
      transactions: [transaction, { ...transaction, sequence: 0 }, { ...transaction, sequence: 9 }],
    });
    expect(results.map(({ code }) => code)).toEqual([0, 32, 32]);
  });

  test("a signature for another chain, or another's, is refused with code 4", async () => {
    const chain = await startTestChain();
    const { results } = await chain.block({
      transactions: [
        { by: "user", messages: [message], chain: "stratos-other-1" },
        { by: "foundation", messages: [message] },
      ],
    });
    expect(results[0]?.code).toBe(4);
    expect(results[1]?.code).not.toBe(0);
    expect(await balanceOf(chain, addressOf("a"))).toBe(0n);
  });
});

describe("gas fees", () => {
  const validators = [
    {
      operator: addressOf("validator"),
      moniker: "v",
      commission_bp: 100,
      self: `${20n * stos}`,
      delegators: [{ delegator: addressOf("delegator"), amount: `${80n * stos}` }],
    },
  ];

  test("go to the validator and its delegators at once: 0.8 commission, 20.8 and 79.2 of 100", async () => {
    const chain = await startTestChain({ validators, wallets: ["validator", "delegator"] });
    const messages = [sendMessage("user", addressOf("a"), 1n)];
    await chain.block({ transactions: [{ by: "user", messages, fee: 100n * stos }] });

    const earnedBy = async (by: string, message: TestMessage) => {
      const before = await balanceOf(chain, addressOf(by));
      expect((await chain.send(by, message)).code).toBe(0);
      return (await balanceOf(chain, addressOf(by))) - before;
    };
    const commission = withdrawCommissionMessage("validator");
    expect(await earnedBy("validator", commission)).toBe((8n * stos) / 10n);
    const own = withdrawRewardMessage("validator", "validator");
    expect(await earnedBy("validator", own)).toBe(20n * stos);
    const delegators = withdrawRewardMessage("delegator", "validator");
    expect(await earnedBy("delegator", delegators)).toBe((792n * stos) / 10n);
    expect(await balanceOf(chain, moduleAccounts.community)).toBe(0n);
  });

  test("go to the community pool where nobody has staked", async () => {
    const chain = await startTestChain();
    const messages = [sendMessage("user", addressOf("a"), 1n)];
    await chain.block({ transactions: [{ by: "user", messages, fee: 7n }] });
    expect(await balanceOf(chain, moduleAccounts.community)).toBe(7n);
  });

  test("are taken although the message is refused", async () => {
    const chain = await startTestChain();
    const messages = [sendMessage("user", addressOf("a"), startBalance * 2n)];
    const { results } = await chain.block({ transactions: [{ by: "user", messages, fee: 7n }] });
    expect(the(results[0]).code).toBe(5);
    expect(await balanceOf(chain, addressOf("user"))).toBe(startBalance - 7n);
  });
});

test("the bank's REST answers as Cosmos does", async () => {
  const chain = await startTestChain();
  const { balances } = (await chain.route(`/cosmos/bank/v1beta1/balances/${addressOf("user")}`))
    .body as { balances: unknown };
  expect(balances).toEqual([{ denom: "wei", amount: `${startBalance}` }]);
  expect(await chain.route("/cosmos/bank/v1beta1/balances/st1nothing")).toMatchObject({
    status: 400,
  });
  const supply = await chain.read(({ bank }) => bank.supply());
  expect(
    (await chain.route("/cosmos/bank/v1beta1/supply/by_denom", { denom: "wei" })).body,
  ).toEqual({ amount: { denom: "wei", amount: `${supply}` } });
});
