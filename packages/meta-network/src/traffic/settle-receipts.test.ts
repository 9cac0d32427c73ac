import { describe, expect, test } from "vitest";
import {
  addNodes,
  buyOzone,
  openSession,
  settleMessage,
  signedEntry,
} from "../testing/test-actors.ts";
import { startTestChain, walletOf } from "../testing/test-chain.ts";

async function started() {
  const chain = await startTestChain();
  const keys = await addNodes(chain, 4);
  await buyOzone(chain, "user", 10_000_000n);
  const session = await openSession(chain, "user", { noz: 1_600_000n });
  const node = keys[0]?.networkAddress ?? "";
  return { chain, keys, session, node };
}

describe("a receipt", () => {
  test("charges the session and credits the node with the difference, to the noz", async () => {
    const { chain, session, node } = await started();
    const first = await chain.send(
      settleMessage(node, [signedEntry(chain, session, { node, total: 1_000n })]),
    );
    const second = await chain.send(
      settleMessage(node, [signedEntry(chain, session, { node, total: 2_500n })]),
    );
    expect([first.code, second.code]).toEqual(["ok", "ok"]);

    const { ozone, sessions, traffic } = chain.capabilities();
    expect(sessions.require(session.id).settled).toBe(2_500n);
    expect(traffic.unsettledOf(node)).toBe(2_500n);
    expect(ozone.get(walletOf("user"))).toEqual({ available: 8_400_000n, held: 1_597_500n });
  });

  test("is refused by its own code when replayed, decreasing, forged, beyond the allowance or the hold", async () => {
    const { chain, keys, session, node } = await started();
    const good = signedEntry(chain, session, { node, total: 1_000n });
    await chain.send(settleMessage(node, [good]));
    const other = keys[1]?.networkAddress ?? "";
    const bigger = signedEntry(chain, session, { node, total: 2_000n });
    const tooBig = signedEntry(chain, session, { node, total: 1_500_001n });
    const codes = [];
    for (const message of [
      settleMessage(node, [good]),
      settleMessage(node, [signedEntry(chain, session, { node, total: 999n })]),
      settleMessage(node, [
        { ...bigger, receipt: { ...bigger.receipt, signature: good.receipt.signature } },
      ]),
      settleMessage(node, [{ ...bigger, allowance: { ...bigger.allowance, nozTotal: "3000" } }]),
      settleMessage(node, [signedEntry(chain, session, { node, total: 2_000n, allowed: 1_999n })]),
      settleMessage(node, [tooBig]),
      settleMessage(other, [bigger]),
      settleMessage(node, [
        { ...bigger, receipt: { ...bigger.receipt, session: new Uint8Array(32) } },
      ]),
      settleMessage(node, [{ ...bigger, receipt: { ...bigger.receipt, byKind: { upload: "1" } } }]),
    ])
      codes.push((await chain.send(message)).code);
    expect(codes).toEqual([
      "receipt-replayed",
      "receipt-decreasing",
      "receipt-invalid",
      "allowance-invalid",
      "allowance-exceeded",
      "ozone-exhausted",
      "receipt-invalid",
      "session-unknown",
      "receipt-invalid",
    ]);
    expect(chain.capabilities().traffic.unsettledOf(node)).toBe(1_000n);
  });

  test("that is bad voids only itself", async () => {
    const { chain, session, node } = await started();
    const good = signedEntry(chain, session, { node, total: 1_000n });
    const { code, events } = await chain.send(
      settleMessage(node, [{ ...good, receipt: { ...good.receipt, nozTotal: "7" } }, good]),
    );
    expect(code).toBe("ok");
    expect(events.map(({ type }) => type)).toEqual([
      "stratos.meta.v1.EventReceiptRefused",
      "stratos.meta.v1.EventReceiptSettled",
    ]);
    expect(chain.capabilities().traffic.unsettledOf(node)).toBe(1_000n);
  });

  test("makes one line per session, node and epoch, and one of the wallet's statement", async () => {
    const { chain, session, node } = await started();
    for (const total of [10n, 20n, 30n])
      await chain.send(settleMessage(node, [signedEntry(chain, session, { node, total })]));
    const { traffic } = chain.capabilities();
    const lines = await traffic.linesIn(node, [{ from: 0, to: 100 }]);
    expect(lines.map(({ before, total }) => [before, total])).toEqual([[0n, 30n]]);
    expect(await chain.get(`/stratos/meta/v1/statements/${walletOf("user")}`)).toMatchObject({
      statements: [
        {
          epoch: 0,
          lines: [
            { line: "credited", noz: "10000000" },
            { line: "opened", noz: "1600000" },
            { line: "settled", node, kind: "upload", noz: "30" },
          ],
        },
      ],
    });
  });
});
