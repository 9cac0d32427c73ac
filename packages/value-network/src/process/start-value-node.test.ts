import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpEndpoint, makeGenesis, validatorKeyFromSeed } from "@stos/ledger";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addressOf, appState, chainId, origin, startBalance, wallet } from "../testing/genesis.ts";
import { startValueNode, type ValueNode } from "./start-value-node.ts";

const validator = validatorKeyFromSeed(new Uint8Array(32).fill(1));
const signal = AbortSignal.timeout(50_000);
const genesis = makeGenesis({
  chainId,
  time: new Date(origin * 1_000),
  validators: [{ publicKey: validator.key.publicKey, power: 1, name: "validator" }],
  appState: appState({}),
});

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "value-node-"));
});
afterEach(() => rm(folder, { recursive: true }));

function start(): Promise<ValueNode> {
  return startValueNode(
    {
      genesis,
      dataDir: folder,
      keys: [validator],
      rpc: { port: 0 },
      rest: { port: 0 },
      log: () => {},
    },
    signal,
  );
}

async function balance({ restUrl }: ValueNode, name: string): Promise<bigint> {
  const answer = await fetch(`${restUrl}/cosmos/bank/v1beta1/balances/${addressOf(name)}`);
  const { balances } = (await answer.json()) as { balances: { amount: string }[] };
  return BigInt(balances[0]?.amount ?? "0");
}

test("a value node executes what its RPC is sent, and has it after a restart", async () => {
  let after = 0n;
  {
    await using node = await start();
    const user = wallet("user");
    const send = MsgSend.fromPartial({
      fromAddress: user.address,
      toAddress: addressOf("foundation"),
      amount: [{ denom: "wei", amount: "1234" }],
    });
    const endpoint = httpEndpoint({
      url: node.rpcUrl,
      chainId,
      signer: user,
      feeOf: (gas) => [{ denom: "wei", amount: `${gas * 1_000_000_000n}` }],
    });
    const message = {
      typeUrl: "/cosmos.bank.v1beta1.MsgSend",
      value: MsgSend.encode(send).finish(),
    };
    expect(await endpoint.submit([message], signal)).toMatchObject({ code: 0 });
    expect(await balance(node, "foundation")).toBe(startBalance + 1_234n);
    after = await balance(node, "user");
    expect(after).toBeLessThan(startBalance - 1_234n);
  }

  await using node = await start();
  expect(await balance(node, "foundation")).toBe(startBalance + 1_234n);
  expect(await balance(node, "user")).toBe(after);
});
