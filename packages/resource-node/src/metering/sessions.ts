import {
  type Allowance,
  AllowanceSchema,
  decodeMessage,
  type Receipt,
  ReceiptSchema,
  type StatementDomain,
} from "@stos/codec";
import { noTraffic } from "@stos/storage";
import type { NetworkView, SessionInfo } from "../network/network-view.ts";
import { NodeError } from "../node-error.ts";
import type { LedgerLine, LedgerStore } from "./ledger-store.ts";
import { createSessionMeter, type SessionMeter } from "./session-meter.ts";

/** What a request brings with it, not verified yet. */
export type Statements = Readonly<{
  allowance?: Allowance | undefined;
  receipt?: Receipt | undefined;
}>;

/** The meters of all sessions that have used this node and aren't over. */
export type Sessions = Readonly<{
  /**
   * The session's meter, which has taken the statements. It is kept from the first allowance on that the session's issuer
   * signed: who only names a session leaves nothing behind. Throws `NodeError` session-unknown, session-closed, too-busy and
   * what `SessionMeter` throws of the statements.
   */
  open(session: string, statements: Statements): Promise<SessionMeter>;
  meters(): Iterable<SessionMeter>;
  /** Notes what the chain took: the wallet's step grows with it. */
  settled(session: string, total: bigint): void;
  forget(session: string): void;
  /** Writes what was earned since the last time. */
  save(): void;
  close(): void;
}>;

const sessionsMax = 10_000;
/** Of one wallet, so that none fills the table for all. */
const walletSessionsMax = 256;
/** What isn't urgent is saved together after this time. */
const saveAfterMs = 1_000;

export function openSessions({
  store,
  view,
  node,
  domain,
}: Readonly<{
  store: LedgerStore;
  view: NetworkView;
  node: string;
  domain: StatementDomain;
}>): Sessions {
  const meters = new Map<string, SessionMeter>();
  const unsaved = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    const changed = [...unsaved].map((session) => meters.get(session)?.takeLine());
    unsaved.clear();
    const lines = changed.filter((line) => line !== undefined);
    if (lines.length > 0) store.save(lines);
  };

  const meterOf = (line: LedgerLine): SessionMeter =>
    createSessionMeter(line, newestOf(line), {
      node,
      domain,
      settledByWallet: () => store.settledBy(line.wallet),
      changed({ isUrgent }) {
        unsaved.add(line.session);
        if (isUrgent) save();
        else timer ??= setTimeout(save, saveAfterMs);
      },
    });

  const keep = (session: string, meter: SessionMeter) => {
    makeRoom(meter.wallet);
    meters.set(session, meter);
  };

  /** Meters that were allowed something and never used leave first. Throws `NodeError` too-busy. */
  const makeRoom = (wallet: string) => {
    const all = [...meters.values()];
    const own = all.filter((meter) => meter.wallet === wallet);
    const full = own.length >= walletSessionsMax ? own : all;
    if (full === all && all.length < sessionsMax) return;
    const unused = full.find((meter) => meter.isUnused());
    if (unused === undefined) throw new NodeError({ code: "too-busy" });
    forget(unused.session);
  };

  const forget = (session: string) => {
    meters.delete(session);
    unsaved.delete(session);
    store.remove(session);
  };

  for (const line of store.lines()) meters.set(line.session, meterOf(line));

  return {
    async open(session, { allowance, receipt }) {
      const info = await view.session(session);
      if (info === undefined || info.state === "pending")
        throw new NodeError({ code: "session-unknown" });
      if (info.state !== "open") throw new NodeError({ code: "session-closed" });
      const known = meters.get(session);
      const meter = known ?? meterOf(emptyLine(session, info));
      if (allowance !== undefined) meter.acceptAllowance(allowance, info);
      if (known === undefined && meter.isAllowed()) keep(session, meter);
      if (receipt !== undefined) meter.acceptReceipt(receipt, info);
      return meter;
    },
    meters: () => meters.values(),
    settled(session, total) {
      const meter = meters.get(session);
      if (meter === undefined) return;
      const growth = meter.markSettled(total);
      if (growth > 0n) store.addSettled(meter.wallet, growth);
      store.save([meter.takeLine()]);
      unsaved.delete(session);
    },
    forget,
    save,
    close() {
      save();
      store.close();
    },
  };
}

function emptyLine(session: string, { wallet, expiresEpoch }: SessionInfo): LedgerLine {
  const empty = new Uint8Array(0);
  const moved = noTraffic;
  return { session, wallet, receipt: empty, allowance: empty, moved, settled: 0n, expiresEpoch };
}

function newestOf({ receipt, allowance }: LedgerLine): Readonly<{
  receipt: Receipt | undefined;
  allowance: Allowance | undefined;
}> {
  return {
    receipt: receipt.length === 0 ? undefined : decodeMessage(ReceiptSchema, receipt),
    allowance: allowance.length === 0 ? undefined : decodeMessage(AllowanceSchema, allowance),
  };
}
