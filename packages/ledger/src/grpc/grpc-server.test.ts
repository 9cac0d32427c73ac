import { Client, credentials, Metadata, status } from "@grpc/grpc-js";
import { sha256 } from "@stos/codec";
import {
  GetTxRequest,
  GetTxResponse,
  GetTxsEventRequest,
  GetTxsEventResponse,
} from "cosmjs-types/cosmos/tx/v1beta1/service";
import { GrpcReflection } from "grpc-js-reflection-client";
import { expect, test } from "vitest";
import { pair, startTestChain, type TestChain } from "../engine/embedded/test-chain.ts";
import { type RunningGrpcServer, startGrpcServer } from "./grpc-server.ts";

test("a client that knows nothing beforehand learns the services and messages by reflection, and calls them", async () => {
  await using served = await serve();
  const { address } = served.server;
  const reflection = new GrpcReflection(address, credentials.createInsecure());
  expect((await reflection.listServices()).sort()).toEqual([
    "cosmos.auth.v1beta1.Query",
    "cosmos.base.node.v1beta1.Service",
    "cosmos.base.tendermint.v1beta1.Service",
    "cosmos.tx.v1beta1.Service",
  ]);
  const own = await reflection.getDescriptorBySymbol("stratos.sds.v1.MsgPrepay");
  const prepay = own.getProtobufJsRoot().lookupType("stratos.sds.v1.MsgPrepay");
  expect(Object.keys(prepay.fields)).toContain("beneficiary");

  const service = "cosmos.base.tendermint.v1beta1.Service";
  const root = (await reflection.getDescriptorBySymbol(service)).getProtobufJsRoot();
  const request = root.lookupType("cosmos.base.tendermint.v1beta1.GetValidatorSetByHeightRequest");
  const response = root.lookupType(
    "cosmos.base.tendermint.v1beta1.GetValidatorSetByHeightResponse",
  );
  const { value } = await served.call(
    `/${service}/GetValidatorSetByHeight`,
    request.encode(request.fromObject({ height: 1 })).finish(),
  );
  const set = response.toObject(response.decode(value));
  expect(set["validators"]).toHaveLength(3);
  expect(set["validators"][0].pubKey.type_url ?? set["validators"][0].pubKey.typeUrl).toBe(
    "/cosmos.crypto.ed25519.PubKey",
  );
});

test("a transaction in a block is found by hash and by event", async () => {
  await using served = await serve();
  await served.chain.engine.broadcastSync(pair("a=1"));
  await served.chain.engine.makeBlock();
  const hash = Buffer.from(sha256(pair("a=1"))).toString("hex");
  const request = GetTxRequest.encode({ hash }).finish();
  const { value } = await served.call("/cosmos.tx.v1beta1.Service/GetTx", request);
  expect(GetTxResponse.decode(value).txResponse).toMatchObject({
    height: 2n,
    gasUsed: 7n,
    txhash: hash.toUpperCase(),
  });

  const query = GetTxsEventRequest.fromPartial({ query: "message.sender='a'" });
  const found = await served.call(
    "/cosmos.tx.v1beta1.Service/GetTxsEvent",
    GetTxsEventRequest.encode(query).finish(),
  );
  expect(GetTxsEventResponse.decode(found.value).total).toBe(1n);
});

test("a query sees the height that the metadata asks for, and tells it", async () => {
  await using served = await serve();
  const path = "/cosmos.auth.v1beta1.Query/Account";
  const { value, headers } = await served.call(path, pair("x"), { "x-cosmos-block-height": "1" });
  expect([Buffer.from(value).toString(), headers.get("x-cosmos-block-height")]).toEqual([
    "1:x",
    ["1"],
  ]);
});

test.each([
  ["/cosmos.bank.v1beta1.Query/Balance", Uint8Array.of(), {}, status.UNIMPLEMENTED],
  ["/cosmos.tx.v1beta1.Service/GetTx", Uint8Array.of(255), {}, status.INVALID_ARGUMENT],
  ["/cosmos.tx.v1beta1.Service/GetTx", getTx("0".repeat(64)), {}, status.NOT_FOUND],
  ["/cosmos.auth.v1beta1.Query/Account", pair("missing"), {}, status.NOT_FOUND],
  [
    "/cosmos.auth.v1beta1.Query/Account",
    pair("x"),
    { "x-cosmos-block-height": "-1" },
    status.INVALID_ARGUMENT,
  ],
  ["/cosmos.auth.v1beta1.Query/Account", new Uint8Array(2000), {}, status.RESOURCE_EXHAUSTED],
  ["/cosmos.auth.v1beta1.Query/Account", pair("bug"), {}, status.INTERNAL],
])("%s is refused with its status (case %#)", async (path, request, metadata, code) => {
  await using served = await serve();
  await expect(served.call(path, request, metadata)).rejects.toMatchObject({ code });
  expect(served.bugs).toHaveLength(code === status.INTERNAL ? 1 : 0);
});

function getTx(hash: string): Uint8Array {
  return GetTxRequest.encode({ hash }).finish();
}

type Called = Readonly<{ value: Uint8Array; headers: Metadata }>;
type Served = {
  chain: TestChain;
  server: RunningGrpcServer;
  bugs: unknown[];
  call(path: string, request: Uint8Array, metadata?: Record<string, string>): Promise<Called>;
} & AsyncDisposable;

/** The key-value chain, whose application answers one query path with `HEIGHT:REQUEST`. */
async function serve(): Promise<Served> {
  const chain = await startTestChain();
  const bugs: unknown[] = [];
  const { engine } = chain;
  const server = await startGrpcServer({
    engine,
    application: {
      ...chain.application,
      queryPaths: () => ["/cosmos.auth.v1beta1.Query/Account"],
      async query({ data, height }) {
        const text = Buffer.from(data).toString();
        if (text === "bug") throw new TypeError("a bug");
        const isMissing = text === "missing";
        return {
          code: isMissing ? 22 : 0,
          codespace: isMissing ? "sdk" : "",
          log: isMissing ? "not found" : "",
          key: new Uint8Array(0),
          value: pair(`${height}:${text}`),
          height,
          proofs: [],
        };
      },
    },
    port: 0,
    minimumGasPrice: "7coin",
    onBug: (error) => void bugs.push(error),
    limits: { maxRequestBytes: 1000 },
  });
  const client = new Client(server.address, credentials.createInsecure());
  return {
    chain,
    server,
    bugs,
    call(path, request, given = {}) {
      const metadata = new Metadata();
      for (const [name, value] of Object.entries(given)) metadata.set(name, value);
      return new Promise((resolve, reject) => {
        let headers = new Metadata();
        client
          .makeUnaryRequest<Uint8Array, Uint8Array>(
            path,
            (bytes) => Buffer.from(bytes),
            (bytes) => bytes,
            request,
            metadata,
            (error, value) =>
              error === null && value !== undefined ? resolve({ value, headers }) : reject(error),
          )
          .on("metadata", (got) => {
            headers = got;
          });
      });
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await server[Symbol.asyncDispose]();
      await chain[Symbol.asyncDispose]();
    },
  };
}
