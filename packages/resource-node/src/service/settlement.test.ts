import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AllowanceSchema, decodeMessage, fromBase64, ReceiptSchema, toHex } from "@stos/codec";
import { noz } from "@stos/units";
import { expect, test } from "vitest";
import { openLedgerStore } from "../metering/ledger-store.ts";
import { openSessions } from "../metering/sessions.ts";
import { settleReceipts } from "../network/settle-receipts.ts";
import { createMemoryNetwork } from "../testing/memory-network.ts";
import { createSettlement, settlementTime } from "./settlement.ts";

const node = "stsds1node";
const never = new AbortController().signal;

async function withLedger() {
  const directory = await mkdtemp(join(tmpdir(), "ledger-"));
  const network = createMemoryNetwork();
  const { chainId, genesisHash } = network.status;
  const domain = { chainId, genesisHash };
  const open = () => {
    const store = openLedgerStore(join(directory, "ledger.sqlite"));
    const sessions = openSessions({ store, view: network.view, node, domain });
    const settle = settleReceipts(network.chain, node);
    const options = { sessions, view: network.view, settle, share: 0, log() {} };
    return { sessions, store, settlement: createSettlement(options) };
  };
  const remove = () => rm(directory, { recursive: true });
  return { network, open, [Symbol.asyncDispose]: remove };
}

async function earn(
  { sessions }: ReturnType<Awaited<ReturnType<typeof withLedger>>["open"]>,
  session: ReturnType<ReturnType<typeof createMemoryNetwork>["openSession"]>,
  upload: number,
) {
  const allowance = fromBase64(session.allowance(node, 1_000_000));
  const receipt = fromBase64(session.receipt(node, { upload }));
  return sessions.open(session.id, {
    allowance: decodeMessage(AllowanceSchema, allowance),
    receipt: decodeMessage(ReceiptSchema, receipt),
  });
}

test("what was earned outlives a restart, is settled once and makes the wallet's step grow", async () => {
  await using ledger = await withLedger();
  const session = ledger.network.openSession(1);
  const first = ledger.open();
  await earn(first, session, 200_000);
  first.sessions.close();

  const second = ledger.open();
  expect([...second.sessions.meters()].map((meter) => meter.state().signed.upload)).toEqual([
    200_000n,
  ]);
  await second.settlement.runAll(never);
  expect(ledger.network.settled.get(`${session.id}/${node}`)).toEqual({
    upload: 200_000n,
    download: 0n,
  });
  expect(second.store.settledBy("st1wallet")).toBe(200_000n);
  const [meter] = second.sessions.meters();
  expect(meter?.unsettled()).toBeUndefined();
  expect(meter?.state().settled).toBe(noz(200_000n));
  second.sessions.close();
});

test("receipts of a session that is over are settled at once, and it is forgotten after its grace", async () => {
  await using ledger = await withLedger();
  const session = ledger.network.openSession(1);
  const opened = ledger.open();
  await earn(opened, session, 5_000);
  ledger.network.setEpoch(12);
  await opened.settlement.run(never);
  expect(ledger.network.settled.get(`${session.id}/${node}`)?.upload).toBe(5_000n);
  expect([...opened.sessions.meters()]).toHaveLength(1);
  ledger.network.closeSession(session.id);
  ledger.network.setEpoch(15);
  await opened.settlement.run(never);
  expect([...opened.sessions.meters()]).toHaveLength(0);
  opened.sessions.close();
});

test("a session that the chain's halted clock keeps open isn't forgotten, nor one with a receipt to settle", async () => {
  await using ledger = await withLedger();
  const session = ledger.network.openSession(1);
  const { sessions, store } = ledger.open();
  let isRefusing = true;
  const settle = settleReceipts(ledger.network.chain, node);
  const settlement = createSettlement({
    sessions,
    view: ledger.network.view,
    settle: (entries, signal) =>
      isRefusing ? Promise.reject(new Error("unplugged")) : settle(entries, signal),
    share: 0,
    log() {},
  });
  ledger.network.setEpoch(20);
  await earn({ sessions } as Parameters<typeof earn>[0], session, 5_000);
  await settlement.run(never);
  isRefusing = false;
  await settlement.run(never);
  expect(store.settledBy("st1wallet")).toBe(5_000n);
  // Expired by the epoch that it was opened with, and open all the same.
  expect([...sessions.meters()]).toHaveLength(1);

  await earn({ sessions } as Parameters<typeof earn>[0], session, 8_000);
  ledger.network.closeSession(session.id);
  await settlement.run(never);
  expect(store.settledBy("st1wallet")).toBe(8_000n);
  await settlement.run(never);
  expect([...sessions.meters()]).toHaveLength(0);
  sessions.close();
});

test("what was never settled goes once the chain takes it no more", async () => {
  await using ledger = await withLedger();
  const session = ledger.network.openSession(1);
  const { sessions } = ledger.open();
  const logged: string[] = [];
  const settlement = createSettlement({
    sessions,
    view: ledger.network.view,
    settle: async (entries) =>
      entries.map(({ receipt }) => ({
        session: toHex(receipt.session),
        result: "refused" as const,
        reason: "no",
      })),
    share: 0,
    log: (_, event) => logged.push(event),
  });
  await earn({ sessions } as Parameters<typeof earn>[0], session, 5_000);
  ledger.network.closeSession(session.id);
  ledger.network.setEpoch(20);
  await settlement.run(never);
  expect([...sessions.meters()]).toHaveLength(1);
  ledger.network.returnSession(session.id);
  await settlement.run(never);
  expect([...sessions.meters()]).toHaveLength(0);
  expect(logged).toContain("receipt lost");
  sessions.close();
});

test("a chain that doesn't answer loses nothing", async () => {
  await using ledger = await withLedger();
  const session = ledger.network.openSession(1);
  const { sessions, settlement } = ledger.open();
  const logged: string[] = [];
  const failing = createSettlement({
    sessions,
    view: ledger.network.view,
    settle: async () => {
      throw new Error("unplugged");
    },
    share: 0,
    log: (_, event) => logged.push(event),
  });
  await earn({ sessions } as Parameters<typeof earn>[0], session, 5_000);
  await failing.runAll(never);
  expect(logged).toEqual(["settlement failed"]);
  await settlement.runAll(never);
  expect(ledger.network.settled.get(`${session.id}/${node}`)?.upload).toBe(5_000n);
  sessions.close();
});

test("a node's moment lies within the first four fifths of an epoch", () => {
  const clock = { epochOrigin: 1_000, epochSeconds: 600 };
  expect(settlementTime(2, clock, 0)).toBe(2_200);
  expect(settlementTime(2, clock, 0.5)).toBe(2_440);
});
