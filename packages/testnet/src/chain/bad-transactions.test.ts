import { coins } from "@cosmjs/proto-signing";
import { BroadcastTxError, type StdFee } from "@cosmjs/stargate";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { conservationAt } from "../economy/value-state.ts";
import { type CosmjsWallet, cosmjsWallet } from "./cosmjs-wallet.ts";

/** Codes of the codespace `sdk`, as cosmos-sdk numbers them. */
const codes = {
  unauthorized: 4,
  insufficientFunds: 5,
  insufficientFee: 13,
  inMempoolCache: 19,
  wrongSequence: 32,
};
const gas = 200_000;
const fee: StdFee = { amount: coins(`${gas * 10 ** 9}`, "wei"), gas: `${gas}` };

let devnet: Devnet;
let wallet: CosmjsWallet;
let receiver: string;
beforeAll(async () => {
  devnet = await startDevnet({ resourceNodes: 3 });
  const [first, , third] = Object.values(devnet.file.wallets);
  if (first === undefined || third === undefined) throw new Error("the devnet has no wallets");
  wallet = await cosmjsWallet(first, devnet.file.value);
  receiver = third.address;
});
afterAll(async () => {
  await wallet?.[Symbol.asyncDispose]();
  await devnet?.[Symbol.asyncDispose]();
});

test("a transaction replayed is refused, and moves nothing a second time", async () => {
  const { sequence } = await wallet.client.getSequence(wallet.address);
  const signed = await sign({ fee });
  const first = await wallet.client.broadcastTx(signed);
  expect(first.code).toBe(0);
  const before = await balance(receiver);

  // A node that remembers the very bytes says so; one that doesn't finds the sequence used.
  const refused = await refusal(signed);
  expect(refused.codespace).toBe("sdk");
  expect([codes.inMempoolCache, codes.wrongSequence]).toContain(refused.code);
  expect(await refusal(await sign({ fee, sequence, amount: "3" }))).toMatchObject({
    codespace: "sdk",
    code: codes.wrongSequence,
  });
  expect(await balance(receiver)).toBe(before);
});

test("a transaction of another chain is refused as not authorized", async () => {
  const signed = await sign({ fee, chainId: "stratos-elsewhere-1" });
  expect(await refusal(signed)).toMatchObject({ codespace: "sdk", code: codes.unauthorized });
});

test("a transaction whose bytes were changed after signing is refused as not authorized", async () => {
  const raw = TxRaw.decode(await sign({ fee }));
  const other = TxRaw.decode(await sign({ fee, amount: "2" }));
  const forged = TxRaw.encode({ ...raw, bodyBytes: other.bodyBytes }).finish();
  expect(await refusal(forged)).toMatchObject({ codespace: "sdk", code: codes.unauthorized });
});

test("too little fee is refused, and the refusal says how much it takes", async () => {
  const little = { ...fee, amount: coins("1", "wei") };
  const refused = await refusal(await sign({ fee: little }));
  expect(refused).toMatchObject({ codespace: "sdk", code: codes.insufficientFee });
  expect(refused.log).toContain(`${gas * 10 ** 9}`);
});

test("a fee without funds is refused, and the account isn't even made", async () => {
  const rich = await balance(wallet.address);
  const beyond = { ...fee, amount: coins(`${rich + 1n}`, "wei") };
  const before = await wallet.client.getSequence(wallet.address);
  expect(await refusal(await sign({ fee: beyond }))).toMatchObject({
    codespace: "sdk",
    code: codes.insufficientFunds,
  });
  expect(await wallet.client.getSequence(wallet.address)).toEqual(before);
  expect(await balance(wallet.address)).toBe(rich);
});

test("a transfer beyond the balance fails in its block and costs the fee alone", async () => {
  const rich = await balance(wallet.address);
  const result = await wallet.client.broadcastTx(await sign({ fee, amount: `${rich}` }));
  expect(result.code).toBe(codes.insufficientFunds);
  expect(await balance(wallet.address)).toBe(rich - BigInt(gas) * 10n ** 9n);
});

test("nothing is lost by any of it", async () => {
  expect(await conservationAt(devnet.file)).toMatchObject({ difference: "0" });
});

type Order = Readonly<{ fee: StdFee; chainId?: string; amount?: string; sequence?: number }>;

async function sign({ fee, chainId, amount = "1", sequence }: Order): Promise<Uint8Array> {
  const { address, client } = wallet;
  const account = await client.getSequence(address);
  const value = { fromAddress: address, toAddress: receiver, amount: coins(amount, "wei") };
  const raw = await client.sign(
    address,
    [{ typeUrl: "/cosmos.bank.v1beta1.MsgSend", value }],
    fee,
    "",
    { ...account, sequence: sequence ?? account.sequence, chainId: chainId ?? devnet.file.chainId },
  );
  return TxRaw.encode(raw).finish();
}

/** How CheckTx refuses, as cosmjs hears it. */
async function refusal(signed: Uint8Array): Promise<BroadcastTxError> {
  const outcome = await wallet.client.broadcastTx(signed).catch((error: unknown) => error);
  if (outcome instanceof BroadcastTxError) return outcome;
  throw new Error("the chain took it", { cause: outcome });
}

async function balance(address: string): Promise<bigint> {
  return BigInt((await wallet.client.getBalance(address, "wei")).amount);
}
