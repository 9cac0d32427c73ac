import {
  type Allowance,
  AllowanceSchema,
  encodeMessage,
  equalBytes,
  type Receipt,
  ReceiptSchema,
  type StatementDomain,
  toHex,
  verifyAllowance,
  verifyReceipt,
} from "@stos/codec";
import {
  deliverable,
  isAtLeast,
  type Meter,
  noTraffic,
  receiptTraffic,
  receivable,
  stepBytes,
  type Traffic,
} from "@stos/storage";
import { add, type Noz, noz, sub } from "@stos/units";
import type { SessionInfo } from "../network/network-view.ts";
import { NodeError } from "../node-error.ts";
import { invalidAllowance, invalidReceipt, requireAllowance } from "./allowance-check.ts";
import type { LedgerLine } from "./ledger-store.ts";

/** What one session has signed and moved at this node. */
export type SessionMeter = Readonly<{
  session: string;
  wallet: string;
  /** Takes a newer allowance. Throws `NodeError` allowance-invalid. */
  acceptAllowance(allowance: Allowance, info: SessionInfo): void;
  /** Takes a newer receipt and wakes who waits for it. Throws `NodeError` receipt-invalid, receipt-decreasing, allowance-exceeded. */
  acceptReceipt(receipt: Receipt, info: SessionInfo): void;
  /** Throws `NodeError` not-assigned, allowance-exceeded unless `bytes` more are covered by the issuer. */
  requireAllowed(bytes: number): void;
  /** Opens an upload of one slice under its number. */
  beginUpload(number: number): UploadMeter;
  /** Reserves up to `wanted` bytes of download, in whole `unit`s except for the last; waits for a receipt. Throws `NodeError` receipt-behind, too-busy where too many of the session wait. */
  takeDownload(wanted: number, unit: number, waiting: () => AbortSignal): Promise<number>;
  /** What was reserved and not handed to the connection. */
  giveBackDownload(bytes: number): void;
  state(): Meter;
  /** What there is to remember now. */
  line(): LedgerLine;
  /** The same for who saves it at once: nothing counts as unsaved from then on. */
  takeLine(): LedgerLine;
  /** Whether the session's issuer has allowed anything here. */
  isAllowed(): boolean;
  /** Nothing was signed, moved or is being served. */
  isUnused(): boolean;
  /** Entry for `MsgSettleReceipts` where the chain doesn't have the newest receipt yet. */
  unsettled():
    | Readonly<{ receipt: Receipt; allowance: Allowance | undefined; total: bigint }>
    | undefined;
  markSettled(total: bigint): bigint;
  /** Marks a request as being served; answers how to end it. */
  beginRequest(): () => void;
  isBusy(): boolean;
}>;

export type UploadMeter = Readonly<{
  /** Waits until `bytes` more may be received. Throws `NodeError` receipt-behind when the signal, made where it has to wait, ends first, too-busy where too many wait. */
  take(bytes: number, waiting: () => AbortSignal): Promise<void>;
  /**
   * Tells which slice it was. A number that has a slice already is received uncounted until here: the same slice isn't
   * counted again, another one is, and waits for a receipt.
   */
  identify(slice: Uint8Array, waiting: () => AbortSignal): Promise<void>;
  /** Keeps what was counted: the slice is on disk and its custody answered. */
  succeed(slice: Uint8Array): void;
  /** Takes back what was received, unless it succeeded. */
  end(): void;
}>;

export type MeterContext = Readonly<{
  node: string;
  domain: StatementDomain;
  settledByWallet: () => bigint;
  /** Called when something earned isn't saved: `urgent` when more than a step of it isn't. */
  changed: (line: Readonly<{ isUrgent: boolean }>) => void;
}>;

/** Requests of one session that wait for its receipts at once. An upload holds memory meanwhile. */
const waitingMax = { upload: 16, download: 64 } as const;
/** Numbers of a session that are remembered, so that a repeated upload isn't counted twice. */
const uploadsKept = 4_096;

export function createSessionMeter(
  line: LedgerLine,
  newest: Readonly<{ receipt: Receipt | undefined; allowance: Allowance | undefined }>,
  { node, domain, settledByWallet, changed }: MeterContext,
): SessionMeter {
  let { receipt, allowance } = newest;
  let signed: Traffic = (receipt && receiptTraffic(receipt)) ?? noTraffic;
  let moved = line.moved;
  let settled = line.settled;
  let uploadsOpen = 0;
  let requestsOpen = 0;
  const waitingNow = { upload: 0, download: 0 };
  /** Of uploads that may still fail: not yet the session's to pay, so not saved. */
  let uploading = 0n;
  let unsaved = 0n;
  const uploads = new Map<number, string>();
  let wake = Promise.withResolvers<void>();

  const allowed = () => BigInt(allowance?.nozTotal ?? "0");
  const total = ({ upload, download }: Traffic): Noz => add(upload, download);
  const state = (): Meter => ({ signed, moved, uploadsOpen, settled: noz(settledByWallet()) });

  const isSameSignature = (next: Receipt) =>
    receipt !== undefined && equalBytes(receipt.signature, next.signature);

  const notify = () => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };

  const earned = (amount: bigint) => {
    unsaved += amount;
    changed({ isUrgent: unsaved > BigInt(stepBytes(settledByWallet())) });
  };

  const move = (kind: keyof Traffic, bytes: bigint) => {
    moved = {
      ...moved,
      [kind]: bytes < 0n ? sub(moved[kind], noz(-bytes)) : add(moved[kind], noz(bytes)),
    };
  };

  /** Waits for `ready` to hold; a receipt, or an upload that was taken back, makes it be asked again. */
  const until = async (
    kind: keyof Traffic,
    {
      ready,
      needed,
      waiting,
    }: Readonly<{
      ready: () => boolean;
      needed: () => bigint;
      waiting: () => AbortSignal;
    }>,
  ) => {
    if (ready()) return;
    if (waitingNow[kind] === waitingMax[kind]) throw new NodeError({ code: "too-busy" });
    const signal = waiting();
    waitingNow[kind] += 1;
    try {
      while (!ready()) {
        if (signal.aborted) throw new NodeError({ code: "receipt-behind", needed: needed() });
        await settledOrAborted(wake.promise, signal);
      }
    } finally {
      waitingNow[kind] -= 1;
    }
  };

  const presentLine = (): LedgerLine => ({
    ...line,
    moved: { ...moved, upload: sub(moved.upload, noz(uploading)) },
    settled,
    receipt: receipt === undefined ? new Uint8Array(0) : encodeMessage(ReceiptSchema, receipt),
    allowance:
      allowance === undefined ? new Uint8Array(0) : encodeMessage(AllowanceSchema, allowance),
  });

  return {
    session: line.session,
    wallet: line.wallet,
    state,
    isAllowed: () => allowance !== undefined,
    isUnused: () => requestsOpen === 0 && receipt === undefined && total(moved) === 0n,
    line: presentLine,
    takeLine() {
      unsaved = 0n;
      return presentLine();
    },
    acceptAllowance(next, info) {
      requireAllowance(next, { session: line.session, node, generation: info.generation });
      if (BigInt(next.nozTotal) <= allowed()) return;
      if (!verifyAllowance(domain, next, info.issuerKey))
        throw invalidAllowance("the session's issuer didn't sign it");
      allowance = next;
      earned(0n);
    },
    acceptReceipt(next, info) {
      if (toHex(next.session) !== line.session || next.node !== node)
        throw invalidReceipt("it is for another session or node");
      const traffic = receiptTraffic(next);
      if (traffic === undefined)
        throw invalidReceipt("its amounts aren't of files or don't add up");
      if (total(traffic) === 0n && total(signed) === 0n) return;
      if (!isAtLeast(traffic, signed)) {
        // Requests of one session overtake each other on their way: an older receipt is no offence while others are open.
        if (requestsOpen > 0 && isAtLeast(signed, traffic)) return;
        throw new NodeError({ code: "receipt-decreasing" });
      }
      if (total(traffic) === total(signed) && total(signed) > 0n && isSameSignature(next)) return;
      if (allowance === undefined) throw new NodeError({ code: "not-assigned" });
      if (total(traffic) > allowed())
        throw new NodeError({
          code: "allowance-exceeded",
          needed: total(traffic),
          allowed: allowed(),
        });
      if (!verifyReceipt(domain, next, info.sessionKey))
        throw invalidReceipt("the session's key didn't sign it");
      const growth = total(traffic) - total(signed);
      if (growth === 0n) return;
      receipt = next;
      signed = traffic;
      earned(growth);
      notify();
    },
    requireAllowed(bytes) {
      if (allowance === undefined) throw new NodeError({ code: "not-assigned" });
      const needed = total(moved) + BigInt(bytes);
      if (needed > allowed())
        throw new NodeError({ code: "allowance-exceeded", needed, allowed: allowed() });
    },
    beginUpload(number) {
      uploadsOpen += 1;
      const known = uploads.get(number);
      let counted = 0n;
      let uncounted = 0n;
      let isOpen = true;
      const count = async (size: bigint, waiting: () => AbortSignal) => {
        const needed = () => moved.upload + size;
        const ready = () => receivable(state()) >= size;
        // Many that wait are woken together: each looks again in the very turn in which it counts.
        do await until("upload", { ready, needed, waiting });
        while (!ready());
        move("upload", size);
        counted += size;
        uploading += size;
      };
      return {
        async take(bytes, waiting) {
          if (known === undefined) await count(BigInt(bytes), waiting);
          else uncounted += BigInt(bytes);
        },
        async identify(slice, waiting) {
          if (known !== undefined && known !== toHex(slice)) await count(uncounted, waiting);
        },
        succeed(slice) {
          remember(uploads, number, toHex(slice));
          uploading -= counted;
          counted = 0n;
          changed({ isUrgent: false });
        },
        end() {
          if (!isOpen) return;
          isOpen = false;
          uploadsOpen -= 1;
          uploading -= counted;
          move("upload", -counted);
          notify();
        },
      };
    },
    async takeDownload(wanted, unit, waiting) {
      const least = BigInt(Math.min(wanted, unit));
      for (;;) {
        await until("download", {
          ready: () => deliverable(state()) >= least,
          needed: () => moved.download + least,
          waiting,
        });
        const within = deliverable(state());
        // One receipt wakes all that wait for it, and another one may have taken what it allows.
        if (within < least) continue;
        const bytes = within >= BigInt(wanted) ? wanted : Math.floor(Number(within) / unit) * unit;
        move("download", BigInt(bytes));
        return bytes;
      }
    },
    giveBackDownload(bytes) {
      move("download", BigInt(-bytes));
      notify();
    },
    unsettled() {
      if (receipt === undefined || total(signed) <= settled) return undefined;
      return { receipt, allowance, total: total(signed) };
    },
    markSettled(amount) {
      const growth = amount > settled ? amount - settled : 0n;
      settled += growth;
      return growth;
    },
    beginRequest() {
      requestsOpen += 1;
      return () => {
        requestsOpen -= 1;
      };
    },
    isBusy: () => requestsOpen > 0,
  };
}

function remember(uploads: Map<number, string>, number: number, slice: string): void {
  uploads.set(number, slice);
  if (uploads.size <= uploadsKept) return;
  for (const oldest of uploads.keys()) {
    uploads.delete(oldest);
    return;
  }
}

/** Leaves no listener behind, however often one request waits. */
async function settledOrAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  const onAbort = () => aborted.resolve();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
