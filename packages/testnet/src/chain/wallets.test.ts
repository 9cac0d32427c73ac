import { coins } from "@cosmjs/proto-signing";
import { assertIsDeliverTxSuccess } from "@cosmjs/stargate";
import { purchaseOzone } from "@stos/economy";
import { wei } from "@stos/units";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WalletEntry } from "../devnet/devnet-file.ts";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { accountOf } from "../economy/charges.ts";
import { conservationAt, poolAt, validatorsOfGenesis } from "../economy/value-state.ts";
import { until } from "../until.ts";
import { type CosmjsWallet, cosmjsWallet, prepayTypeUrl } from "./cosmjs-wallet.ts";

const stos = 10n ** 18n;

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet({ resourceNodes: 3 });
});
afterAll(() => devnet?.[Symbol.asyncDispose]());

test("the chains are called as promised, and the first wallet is the S3 user's with a secp256k1 key", () => {
  const { chainId, metaChainId, wallets, epochSeconds } = devnet.file;
  expect({ chainId, metaChainId, epochSeconds }).toEqual({
    chainId: "stratos-devnet-1",
    metaChainId: "stratos-devnet-meta-1",
    epochSeconds: 30,
  });
  expect(Object.values(wallets)[0]?.keyType).toBe("secp256k1");
  expect(new Set(Object.values(wallets).map(({ keyType }) => keyType))).toEqual(
    new Set(["secp256k1", "ethsecp256k1"]),
  );
});

test("cosmjs derives every wallet's address from its mnemonic", async () => {
  for (const entry of Object.values(devnet.file.wallets)) {
    await using wallet = await cosmjsWallet(entry, devnet.file.value);
    expect(wallet.address).toBe(entry.address);
  }
});

test.each(["secp256k1", "ethsecp256k1"] as const)(
  "an unmodified cosmjs client with a %s key reads, simulates, sends and finds its transaction",
  async (keyType) => {
    await using wallet = await cosmjsWallet(await walletOf(keyType), devnet.file.value);
    const { address, client } = wallet;
    const receiver = Object.values(devnet.file.wallets).at(-1)?.address ?? "";
    expect(await client.getChainId()).toBe("stratos-devnet-1");
    expect(await client.getHeight()).toBeGreaterThan(0);
    const before = await balances(wallet, receiver);
    expect(before.own).toBeGreaterThan(2n * stos);

    const message = {
      typeUrl: "/cosmos.bank.v1beta1.MsgSend",
      value: { fromAddress: address, toAddress: receiver, amount: coins(`${stos}`, "wei") },
    };
    const gas = await client.simulate(address, [message], "");
    expect(gas).toBeGreaterThan(0);

    const sent = await client.sendTokens(
      address,
      receiver,
      coins(`${stos}`, "wei"),
      "auto",
      "memo",
    );
    assertIsDeliverTxSuccess(sent);
    const found = await client.getTx(sent.transactionHash);
    expect(found).toMatchObject({ code: 0, height: sent.height });
    const listed = await client.searchTx([{ key: "message.sender", value: address }]);
    expect(listed.map(({ hash }) => hash)).toContain(sent.transactionHash);

    const after = await balances(wallet, receiver);
    expect(after.other - before.other).toBe(stos);
    // At 1 gwei for each unit of gas; the fee is for what was asked, not for what was used.
    expect(before.own - after.own - stos).toBe(sent.gasWanted * 10n ** 9n);
    const { sequence } = await client.getSequence(address);
    expect(sequence).toBeGreaterThan(0);
  },
);

test("PREPAY as a type of one's own buys Ozone at the curve's price, and the other network credits it", async () => {
  await using wallet = await cosmjsWallet(await walletOf("secp256k1"), devnet.file.value);
  const { address, client } = wallet;
  const before = await accountOf(devnet.file, address);
  const amount = coins(`${10n * stos}`, "wei");
  const sent = await client.signAndBroadcast(
    address,
    [{ typeUrl: prepayTypeUrl, value: { sender: address, beneficiary: address, amount } }],
    "auto",
  );
  assertIsDeliverTxSuccess(sent);
  const pool = await poolAt(devnet.file, sent.height - 1);
  const { bought } = purchaseOzone(pool, wei(10n * stos));
  const event = sent.events.find(({ type }) => type === "stratos.sds.v1.EventPrePay");
  expect(event?.attributes.find(({ key }) => key === "purchased_noz")?.value).toContain(
    `${bought}`,
  );

  const total = before.available + before.held + bought;
  await until({ what: "the credit of the PREPAY", withinMs: 20_000 }, async () => {
    const { available, held } = await accountOf(devnet.file, address);
    return available + held === total ? true : undefined;
  });
  expect(await conservationAt(devnet.file)).toMatchObject({ difference: "0" });
});

/** Not the S3 user, whose Ozone the gateway moves, and nobody who has staked: gas fees come back to him in part. */
async function walletOf(keyType: WalletEntry["keyType"]): Promise<WalletEntry> {
  const validators = await validatorsOfGenesis(devnet.file);
  const stakers = validators.flatMap(({ id, delegators }) => [
    id,
    ...delegators.map((delegator) => delegator.id),
  ]);
  const wallet = Object.values(devnet.file.wallets)
    .slice(1)
    .find((entry) => entry.keyType === keyType && !stakers.includes(entry.address));
  if (wallet === undefined) throw new Error(`the devnet has no ${keyType} wallet to spend from`);
  return wallet;
}

async function balances(
  { address, client }: CosmjsWallet,
  other: string,
): Promise<Readonly<{ own: bigint; other: bigint }>> {
  const balance = async (of: string) => BigInt((await client.getBalance(of, "wei")).amount);
  return { own: await balance(address), other: await balance(other) };
}
