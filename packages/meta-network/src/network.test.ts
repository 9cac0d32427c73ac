import { buildTransaction, networkKeySigner } from "@stos/codec";
import { createApplication, type GenesisDocument, memoryStateStore } from "@stos/ledger";
import { expect, test } from "vitest";
import { metaLimits } from "./limits.ts";
import { metaNetwork } from "./network.ts";
import { joinMessage, nodeKey, registerNode } from "./testing/test-actors.ts";
import { chainId, genesisHash, origin, seeded, startTestChain } from "./testing/test-chain.ts";

const key = nodeKey(0);

/** The genesis of a chain that goes on from an exported state in which one node is registered. */
async function genesis(): Promise<GenesisDocument> {
  const chain = await startTestChain();
  await registerNode(chain, key, "owner", 50n);
  const states = await chain.exportState();
  return {
    genesis_time: new Date(origin * 1_000).toISOString(),
    chain_id: chainId,
    initial_height: "1",
    consensus_params: {},
    validators: [],
    app_hash: "",
    app_state: {
      ...states,
      relay: {
        chainId: "stratos-test-1",
        initialHeight: 1,
        time: origin,
        validatorsHash: "ab".repeat(32),
        trustingPeriodSeconds: 86_400,
      },
    },
  };
}

async function started(document: GenesisDocument) {
  const network = metaNetwork();
  const store = await memoryStateStore(network.modules.map(({ name }) => name));
  const application = createApplication({
    network,
    store,
    chainId,
    genesisHash,
    limits: metaLimits,
    invariants: "each-block",
  });
  const { appHash } = await application.initChain(document);
  return { application, appHash };
}

function transaction(signer = key, sequence = 0n, accountNumber = 4n, amount = "") {
  return buildTransaction({
    messages: [joinMessage(signer)],
    fee: { amount: amount === "" ? [] : [{ denom: "wei", amount }], gasLimit: 0n },
    signer: networkKeySigner(signer),
    sequence,
    accountNumber,
    chainId,
  });
}

test("the network runs under the framework's application", async () => {
  const document = await genesis();
  const { application, appHash } = await started(document);
  expect((await application.checkTx(transaction(nodeKey(7)))).log).toContain(
    "no Ozone, session, grant or node",
  );
  expect((await application.checkTx(transaction(key, 0n, 4n, "1"))).log).toContain("no fee");
  expect(await application.checkTx(transaction())).toMatchObject({ code: 0 });

  const block = await application.finalizeBlock({
    height: 1,
    time: { seconds: origin + 1, nanos: 0 },
    hash: seeded("block"),
    proposerAddress: new Uint8Array(20),
    txs: [transaction(), transaction()],
  });
  await application.commit();
  expect(block.txResults.map(({ code }) => code)).toEqual([0, 32]);
  expect(block.appHash).not.toEqual(appHash);

  const request = { method: "GET", query: {}, height: 0, body: undefined };
  const node = await application.route({
    ...request,
    path: `/stratos/meta/v1/nodes/${key.networkAddress}`,
  });
  expect(node).toMatchObject({ status: 200, body: { state: "active" } });
  expect(
    await application.route({ ...request, path: "/stratos/meta/v1/nodes/stsds1none" }),
  ).toMatchObject({ status: 404 });
  expect(await application.route({ ...request, path: "/stratos/meta/v1/status" })).toMatchObject({
    status: 200,
    body: { chain_id: chainId, epoch: 0, replicas: { default: 3 } },
  });

  const exported = await application.exportState();
  const again = await started({ ...document, app_state: exported });
  expect(again.appHash).toEqual(block.appHash);
});
