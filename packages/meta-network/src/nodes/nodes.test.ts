import {
  EpochVoidedSchema,
  encodeMessage,
  MsgJoinNodeSchema,
  NodeDepositSchema,
  NodeUnregisteredSchema,
  packMessage,
} from "@stos/codec";
import { describe, expect, test } from "vitest";
import {
  addNodes,
  buyOzone,
  joinMessage,
  nodeKey,
  openSession,
  plainManifest,
  putMessage,
  registerNode,
  settleMessage,
  signedEntry,
  uploadedSlice,
} from "../testing/test-actors.ts";
import { memberKeys, startTestChain, type TestChain } from "../testing/test-chain.ts";
import { nodesStore, pageEntriesMax, tables as tableMap } from "./state.ts";

const node = nodeKey(0).networkAddress;

function unregister(chain: TestChain): Promise<string> {
  return chain.packet(
    "node-unregistered",
    encodeMessage(NodeUnregisteredSchema, { node, time: BigInt(chain.time()) }),
  );
}

describe("a node", () => {
  test("is active once its deposit is in and it has joined itself", async () => {
    const chain = await startTestChain();
    expect((await chain.send(joinMessage(nodeKey(0)))).code).toBe("node-unknown");
    expect(await registerNode(chain, nodeKey(0), "owner", 50n)).toBe("ok");
    expect(await registerNode(chain, nodeKey(0), "owner", 50n)).toBe("node-known");
    expect(chain.capabilities().nodes.require(node).state).toBe("joining");
    await chain.send(joinMessage(nodeKey(0)));
    expect(await chain.get(`/stratos/meta/v1/nodes/${node}`)).toMatchObject({
      state: "active",
      weight: "0.05",
      score: "1",
    });
    const slashed = encodeMessage(NodeDepositSchema, {
      node,
      initial: "50000000000000000000",
      deposit: "25000000000000000000",
    });
    expect(await chain.packet("node-deposit", slashed)).toBe("ok");
    expect(await chain.get(`/stratos/meta/v1/nodes/${node}`)).toMatchObject({ weight: "0.025" });
  });

  test("that unregistered gets no new slices, is a candidate until its shutdown, and then forfeits what is unsettled", async () => {
    const chain = await startTestChain({
      coolingOffSeconds: 1_500,
      epochSeconds: 600,
      haltSeconds: 200,
    });
    const keys = await addNodes(chain, 4);
    await buyOzone(chain, "user", 10_000_000n);
    const session = await openSession(chain, "user", { noz: 3_200_000n });
    const early = uploadedSlice(chain, session, keys, { number: 0, size: 10, replicas: 4 });
    expect(await unregister(chain)).toBe("ok");
    expect(await unregister(chain)).toBe("node-gone");
    expect(chain.capabilities().nodes.require(node).state).toBe("leaving");

    const put = await chain.send(
      putMessage(session, "k", plainManifest([early], { replicas: 4 }), { bucket: "bucket" }),
    );
    expect(put.code).toBe("bucket-missing");
    for (let number = 1; number < 30; number += 1)
      expect(
        uploadedSlice(chain, session, keys, { number, size: 10 }).custody.map(
          (custody) => custody.node,
        ),
      ).not.toContain(node);

    await chain.send(settleMessage(node, [signedEntry(chain, session, { node, total: 700n })]));
    expect((await chain.closeEpoch()).settledNoz).toBe("700");
    await chain.send(settleMessage(node, [signedEntry(chain, session, { node, total: 800n })]));
    const loud = nodeKey(1).networkAddress;
    await chain.send(
      settleMessage(loud, [signedEntry(chain, session, { node: loud, total: 1_000n })]),
    );
    expect((await chain.closeEpoch()).settled.map((row) => row.node)).toEqual([loud]);

    while (chain.capabilities().nodes.require(node).state !== "gone") await chain.block([], 100);
    expect(chain.goneNodes()).toMatchObject([{ node, proper: true, forfeited: "100" }]);
    expect(chain.capabilities().books.read()).toMatchObject({
      forfeited: 100n,
      unsettled: 0n,
      settled: 1_700n,
    });
    expect(
      (await chain.send(settleMessage(node, [signedEntry(chain, session, { node, total: 900n })])))
        .code,
    ).toBe("node-gone");

    const gone = chain.outbox.find(({ kind }) => kind === "node-gone");
    await chain.result(gone?.number ?? 0, 9);
    expect(chain.capabilities().books.read()).toMatchObject({ forfeited: 0n, unsettled: 100n });
    await chain.closeEpoch();
    expect(chain.lastReport().settledNoz).toBe("0");
  });

  test("that is gone forfeits what a void epoch gives back to it", async () => {
    const chain = await startTestChain({ coolingOffSeconds: 700, epochSeconds: 600 });
    await addNodes(chain, 1);
    await buyOzone(chain, "user", 10_000_000n);
    const session = await openSession(chain, "user", { noz: 3_200_000n });
    await chain.send(settleMessage(node, [signedEntry(chain, session, { node, total: 700n })]));
    expect(await unregister(chain)).toBe("ok");
    expect((await chain.closeEpoch()).settledNoz).toBe("700");
    while (chain.capabilities().nodes.require(node).state !== "gone") await chain.block([], 100);
    expect(chain.goneNodes()).toMatchObject([{ node, proper: true, forfeited: "0" }]);

    const voided = encodeMessage(EpochVoidedSchema, { epoch: 0n });
    expect(await chain.packet("epoch-voided", voided)).toBe("ok");
    expect(chain.goneNodes()).toMatchObject([{}, { node, proper: true, forfeited: "700" }]);
    expect(chain.capabilities().books.read()).toMatchObject({ forfeited: 700n, unsettled: 0n });
    await chain.block();
  });

  test("has at most four endpoints of at most 128 bytes each", async () => {
    const chain = await startTestChain();
    await registerNode(chain, nodeKey(0), "owner", 50n);
    const joined = async (endpoints: string[]) =>
      (
        await chain.send(
          packMessage(MsgJoinNodeSchema, {
            node,
            endpoints,
            services: 4,
            capacity: 1n,
            bandwidth: 1n,
          }),
        )
      ).code;
    const long = (bytes: number) => `http://${"é".repeat(40)}.example/`.padEnd(bytes - 40, "x");
    expect(Buffer.byteLength(long(128))).toBe(128);
    expect(await joined([long(129)])).toBe("endpoint-invalid");
    expect(await joined(Array.from({ length: 5 }, () => long(128)))).toBe("endpoint-invalid");
    expect(await joined([long(128)])).toBe("ok");
  });
});

test("a table of more nodes than a page holds is frozen in pages, read back whole and forgotten whole", async () => {
  const chain = await startTestChain();
  await addNodes(chain, 1);
  const { nodes, tables, parameters, state } = chain.capabilities();
  const known = nodes.require(node);
  for (let index = 0; index < 2 * pageEntriesMax; index += 1)
    nodes.set({ ...known, node: `stsds1${`${index}`.padStart(6, "0")}` });
  const number = await tables.freeze(1);
  const table = chain.capabilities().tables.get(number);
  expect(table?.epoch).toBe(1);
  expect(table?.entries).toHaveLength(2 * pageEntriesMax + 1);
  expect(new Set(table?.entries.map((entry) => entry.node)).size).toBe(2 * pageEntriesMax + 1);

  await chain.capabilities().tables.freeze(2 + parameters.get().tableEpochs);
  expect(chain.capabilities().tables.get(number)).toBeUndefined();
  for (const page of [0, 1, 2])
    expect(state(nodesStore).get(tableMap.keyOf([number, page]))).toBeUndefined();
});

test("a meta node's deposit follows the value network", async () => {
  const chain = await startTestChain();
  const member = memberKeys[0]?.network.networkAddress ?? "";
  const change = { node: member, initial: "7", deposit: "5" };
  expect(await chain.packet("node-deposit", encodeMessage(NodeDepositSchema, change))).toBe("ok");
  expect(chain.capabilities().membership.get(member)?.deposit).toBe(5n);
  const stranger = encodeMessage(NodeDepositSchema, { ...change, node: "stsds1x" });
  expect(await chain.packet("node-deposit", stranger)).toBe("node-unknown");
});
