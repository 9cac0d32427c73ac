import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { decodeTransaction, ed25519FromSeed, fromBase64 } from "@stos/codec";
import { expect, test } from "vitest";
import { httpNetworkView } from "./http-network-view.ts";
import { rpcMetaChain } from "./rpc-meta-chain.ts";

const key = ed25519FromSeed(new Uint8Array(32).fill(3));

/** A chain's account, mempool and one block, as its REST and RPC answer. `stale` answers give the sequence before. */
async function serveChain(options: Readonly<{ stale: number; sequence: number }>) {
  let { stale, sequence } = options;
  let lookUps = 0;
  const sequences: bigint[] = [];

  const rpc = (body: string): unknown => {
    const { method, params } = JSON.parse(body);
    if (method === "tx") {
      lookUps += 1;
      if (lookUps === 1) return { error: { code: -32603, message: "tx not found" } };
      return { result: { tx_result: { code: 0, codespace: "", log: "", events: [] } } };
    }
    const transaction = decodeTransaction(fromBase64(params.tx));
    const signed = transaction.signerInfos[0]?.sequence ?? -1n;
    sequences.push(signed);
    if (signed !== BigInt(sequence))
      return { result: { code: 32, codespace: "sdk", log: "account sequence mismatch", hash: "" } };
    sequence += 1;
    return { result: { code: 0, codespace: "", log: "", hash: "AB".repeat(32) } };
  };

  const server = createServer(async (request, response) => {
    response.setHeader("content-type", "application/json");
    if (request.method === "POST") return response.end(JSON.stringify(rpc(await text(request))));
    if (request.url !== `/cosmos/auth/v1beta1/accounts/${key.networkAddress}`)
      return response.writeHead(404).end("{}");
    const told = stale > 0 ? sequence - 1 : sequence;
    stale -= 1;
    return response.end(JSON.stringify({ account: { account_number: "4", sequence: `${told}` } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    sequences,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const message = { typeUrl: "/stratos.meta.v1.MsgJoinNode", value: new Uint8Array(0) };

test("transactions go one after the other, and a late sequence is asked for again", async () => {
  await using served = await serveChain({ stale: 1, sequence: 6 });
  const { url } = served;
  const chain = rpcMetaChain({ rest: url, rpc: url, chainId: "stratos-test-meta-1", key });
  const outcomes = await Promise.all([chain.submit([message]), chain.submit([message])]);
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
  expect(served.sequences).toEqual([5n, 6n, 7n]);
});

test("what the meta chain doesn't know is nothing, what it answers wrongly is an error", async () => {
  await using served = await serveChain({ stale: 0, sequence: 0 });
  const view = httpNetworkView(served.url);
  expect(await view.session("ab".repeat(32))).toBeUndefined();
  expect(await view.node("stsds1node")).toBeUndefined();
  await expect(view.status()).rejects.toThrow(/no text "chain_id"/);
  await expect(httpNetworkView("http://127.0.0.1:1").status()).rejects.toThrow(/doesn't answer/);
});
