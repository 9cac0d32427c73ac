import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AllowanceSchema, decodeMessage, fromBase64, ReceiptSchema } from "@stos/codec";
import { expect, test } from "vitest";
import { createMemoryNetwork, type TestSession } from "../testing/memory-network.ts";
import { openLedgerStore } from "./ledger-store.ts";
import { openSessions } from "./sessions.ts";

const node = "stsds1node";

async function withSessions() {
  const directory = await mkdtemp(join(tmpdir(), "sessions-"));
  const network = createMemoryNetwork();
  const { chainId, genesisHash } = network.status;
  const store = openLedgerStore(join(directory, "ledger.sqlite"));
  const sessions = openSessions({
    store,
    view: network.view,
    node,
    domain: { chainId, genesisHash },
  });
  return {
    network,
    sessions,
    store,
    async [Symbol.asyncDispose]() {
      sessions.close();
      await rm(directory, { recursive: true });
    },
  };
}

const allowanceOf = (session: TestSession, noz = 1_000_000) =>
  decodeMessage(AllowanceSchema, fromBase64(session.allowance(node, noz)));
const receiptOf = (encoded: string) => decodeMessage(ReceiptSchema, fromBase64(encoded));

test("who only names a session, or forges its statements, leaves no meter behind", async () => {
  await using opened = await withSessions();
  const { sessions, network } = opened;
  const session = network.openSession(1);
  const other = network.openSession(2);
  expect((await sessions.open(session.id, {})).isAllowed()).toBe(false);
  const foreign = { allowance: allowanceOf(other) };
  await expect(sessions.open(session.id, foreign)).rejects.toThrow();
  const forged = { ...allowanceOf(session), signature: new Uint8Array(64) };
  await expect(sessions.open(session.id, { allowance: forged })).rejects.toThrow();
  const receipt = receiptOf(session.receipt(node, { upload: 5 }));
  await expect(sessions.open(session.id, { receipt })).rejects.toMatchObject({
    failure: { code: "not-assigned" },
  });
  expect([...sessions.meters()]).toHaveLength(0);

  // A verified allowance stays, whatever comes with it.
  const mixed = {
    allowance: allowanceOf(session),
    receipt: receiptOf(session.forgedReceipt(node, { upload: 5 })),
  };
  await expect(sessions.open(session.id, mixed)).rejects.toThrow();
  expect([...sessions.meters()]).toHaveLength(1);
});

test("requests that begin a session together share its meter", async () => {
  await using opened = await withSessions();
  const { sessions, network } = opened;
  const session = network.openSession(1);
  const meters = await Promise.all(
    [100, 200, 300].map((noz) =>
      sessions.open(session.id, { allowance: allowanceOf(session, noz) }),
    ),
  );
  expect(new Set(meters).size).toBe(1);
});

test("one wallet's unused sessions make room for its next ones", async () => {
  await using opened = await withSessions();
  const { sessions, network } = opened;
  const used = network.openSession(0);
  await sessions.open(used.id, {
    allowance: allowanceOf(used),
    receipt: receiptOf(used.receipt(node, { upload: 9 })),
  });
  for (let seed = 1; seed < 300; seed += 1) {
    const session = network.openSession(seed);
    await sessions.open(session.id, { allowance: allowanceOf(session) });
  }
  const kept = [...sessions.meters()].map(({ session }) => session);
  expect(kept).toHaveLength(256);
  expect(kept).toContain(used.id);
});

test("looking at a meter's line doesn't count as saving it", async () => {
  await using opened = await withSessions();
  const { sessions, network, store } = opened;
  const session = network.openSession(1);
  const meter = await sessions.open(session.id, { allowance: allowanceOf(session) });
  await sessions.open(session.id, {
    receipt: receiptOf(session.receipt(node, { upload: 60_000 })),
  });
  meter.line();
  // Together more than a step: saved at once.
  await sessions.open(session.id, {
    receipt: receiptOf(session.receipt(node, { upload: 70_000 })),
  });
  expect(store.lines().map(({ receipt }) => receipt.length > 0)).toEqual([true]);
});
