import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, credentials, status } from "@grpc/grpc-js";
import { httpEndpoint, makeGenesis, validatorKeyFromSeed } from "@stos/ledger";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { GrpcReflection } from "grpc-js-reflection-client";
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
      grpc: { port: 0 },
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

test("a gRPC client that knows the services by reflection alone reads a balance and the staking parameters", async () => {
  await using node = await start();
  const address = node.grpcAddress ?? "";
  const reflection = new GrpcReflection(address, credentials.createInsecure());
  expect(await reflection.listServices()).toEqual(
    expect.arrayContaining([
      "cosmos.auth.v1beta1.Query",
      "cosmos.bank.v1beta1.Query",
      "cosmos.base.node.v1beta1.Service",
      "cosmos.base.tendermint.v1beta1.Service",
      "cosmos.distribution.v1beta1.Query",
      "cosmos.slashing.v1beta1.Query",
      "cosmos.staking.v1beta1.Query",
      "cosmos.tx.v1beta1.Service",
    ]),
  );
  const client = new Client(address, credentials.createInsecure());
  using _ = { [Symbol.dispose]: () => client.close() };
  const ask = async (service: string, method: string, request: object): Promise<object> => {
    const root = (await reflection.getDescriptorBySymbol(service)).getProtobufJsRoot();
    const { requestType, responseType } = root.lookupService(service).methods[method] ?? {};
    const asked = root.lookupType(requestType ?? "");
    const answered = root.lookupType(responseType ?? "");
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        `/${service}/${method}`,
        (given: object) => Buffer.from(asked.encode(asked.fromObject(given)).finish()),
        (bytes) => answered.toObject(answered.decode(bytes)),
        request,
        (error, answer) =>
          error === null && answer !== undefined ? resolve(answer) : reject(error),
      );
    });
  };

  const query = "cosmos.bank.v1beta1.Query";
  expect(
    await ask(query, "Balance", { address: addressOf("foundation"), denom: "wei" }),
  ).toMatchObject({ balance: { denom: "wei", amount: `${startBalance}` } });
  expect(await ask("cosmos.staking.v1beta1.Query", "Params", {})).toMatchObject({
    params: { bondDenom: "wei", maxValidators: 100 },
  });
  expect(await ask("cosmos.base.node.v1beta1.Service", "Config", {})).toMatchObject({
    minimumGasPrice: "1000000000wei",
  });
  await expect(ask(query, "Balance", { address: "nobody", denom: "wei" })).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
});
