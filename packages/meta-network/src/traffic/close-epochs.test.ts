import { EpochVoidedSchema, encodeMessage, ParametersSchema, toHex } from "@stos/codec";
import { describe, expect, test } from "vitest";
import {
  addNodes,
  buyOzone,
  openSession,
  settleMessage,
  signedEntry,
} from "../testing/test-actors.ts";
import { startTestChain } from "../testing/test-chain.ts";
import { rootOfSumPath, type SumStep } from "./receipt-tree.ts";

async function withTraffic(amounts: readonly bigint[]) {
  const chain = await startTestChain();
  const keys = await addNodes(chain, amounts.length);
  await buyOzone(chain, "user", 10_000_000n);
  const session = await openSession(chain, "user", { noz: 3_200_000n });
  for (const [index, total] of amounts.entries()) {
    const node = keys[index]?.networkAddress ?? "";
    await chain.send(settleMessage(node, [signedEntry(chain, session, { node, total })]));
  }
  return { chain, session, nodes: keys.map(({ networkAddress }) => networkAddress) };
}

describe("an epoch's end", () => {
  test("settles the nodes with the top 80 % and carries the rest over", async () => {
    const { chain, nodes } = await withTraffic([500n, 300n, 150n, 50n]);
    const report = await chain.closeEpoch();
    expect(report).toMatchObject({
      epoch: 0n,
      void: false,
      settled: [
        { node: nodes[0], noz: "500" },
        { node: nodes[1], noz: "300" },
      ],
      settledNoz: "800",
      carried: "200",
      inboxNumber: BigInt(5),
      accountsTotal: `${10_000_000 - 800}`,
    });
    expect(report.duty).toHaveLength(4);
    expect(await chain.closeEpoch()).toMatchObject({ epoch: 1n, settledNoz: "200", carried: "0" });
  });

  test("is reported when it was empty, and void when the chain made no block in it", async () => {
    const chain = await startTestChain();
    expect(await chain.closeEpoch()).toMatchObject({ epoch: 0n, void: false, settledNoz: "0" });
    await chain.block([], 3 * 600);
    const reports = chain.outbox.filter(({ kind }) => kind === "report-part");
    expect(reports).toHaveLength(4);
    expect(await chain.get("/stratos/meta/v1/epochs/1")).toMatchObject({ void: false });
    expect(await chain.get("/stratos/meta/v1/epochs/3")).toMatchObject({ void: true });
    expect(await chain.get("/stratos/meta/v1/epochs/2")).toMatchObject({ void: true });
  });

  test("puts its traffic back once when the value network refuses or voids it, and settles it with the next", async () => {
    const { chain } = await withTraffic([500n, 300n]);
    await chain.closeEpoch();
    const part = chain.outbox.find(({ kind }) => kind === "report-part");
    await chain.result(part?.number ?? 0, 3);
    const voided = encodeMessage(EpochVoidedSchema, { epoch: 0n });
    expect(await chain.packet("epoch-voided", voided)).toBe("ok");
    expect(
      await chain.packet("epoch-voided", encodeMessage(EpochVoidedSchema, { epoch: 9n })),
    ).toBe("epoch-unknown");
    expect(chain.capabilities().books.read()).toMatchObject({ unsettled: 800n, settled: 0n });
    expect(await chain.get("/stratos/meta/v1/epochs/0")).toMatchObject({ status: "refused" });
    expect(await chain.closeEpoch()).toMatchObject({ epoch: 1n, settledNoz: "800" });
  });

  test("isn't voided, nor are parameters set, for an epoch of 2^53 or more", async () => {
    const { chain } = await withTraffic([500n]);
    for (const number of [2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n]) {
      const voided = encodeMessage(EpochVoidedSchema, { epoch: number });
      expect(await chain.packet("epoch-voided", voided)).toBe("packet-refused");
      const values = { replicas_default: "4", constructor: "1" };
      const changed = encodeMessage(ParametersSchema, { fromEpoch: number, values });
      expect(await chain.packet("parameters", changed)).toBe("packet-refused");
    }
    const values = { replicas_default: "4", constructor: "1" };
    const changed = encodeMessage(ParametersSchema, { fromEpoch: 1n, values });
    expect(await chain.packet("parameters", changed)).toBe("ok");
    await chain.closeEpoch();
    expect(chain.capabilities().parameters.get().replicasDefault).toBe(4);
  });

  test("commits to every receipt behind its report", async () => {
    const { chain } = await withTraffic([500n, 300n]);
    const report = await chain.closeEpoch();
    const root = toHex(report.receiptsRoot);
    expect(await chain.get("/stratos/meta/v1/epochs/0/receipts")).toMatchObject({
      receipts_root: root,
      count: 2,
    });
    for (const [index, noz] of [500n, 300n].entries()) {
      const proof = (await chain.get(`/stratos/meta/v1/epochs/0/receipts/${index}`)) as {
        leaf: string;
        path: readonly { hash: string; noz: string; side: "left" | "right" }[];
      };
      const steps: readonly SumStep[] = proof.path.map(({ hash, noz: sum, side }) => ({
        hash: Buffer.from(hash, "hex"),
        sum: BigInt(sum),
        side,
      }));
      const reached = rootOfSumPath({ hash: Buffer.from(proof.leaf, "hex"), sum: noz }, steps);
      expect(toHex(reached.hash)).toBe(root);
      expect(reached.sum).toBe(800n);
    }
  });

  test("doesn't advance clocks for two epochs after a halt", async () => {
    const chain = await startTestChain();
    await chain.closeEpoch();
    await chain.block([], 121);
    expect(chain.capabilities().epochs.areClocksPaused()).toBe(true);
    const clock = chain.capabilities().epochs.clock();
    await chain.closeEpoch();
    await chain.closeEpoch();
    expect(chain.capabilities().epochs.clock()).toBe(clock);
    await chain.closeEpoch();
    expect(chain.capabilities().epochs.clock()).toBe(clock + 1);
  });
});
