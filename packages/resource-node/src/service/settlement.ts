import type { SessionMeter } from "../metering/session-meter.ts";
import type { Sessions } from "../metering/sessions.ts";
import type { NetworkStatus, NetworkView, SessionInfo } from "../network/network-view.ts";
import {
  type SettlementEntry,
  type SettleReceipts,
  settlementEntriesMax,
} from "../network/settle-receipts.ts";
import type { Log } from "./log.ts";

/** Share of an epoch within which nodes settle, each at its own moment: the rest is left for what comes late. */
const settlingShare = 0.8;
/** Epochs after its end in which a session's receipts are still taken. */
const graceEpochs = 2;

/**
 * The unix time at which a node settles in an epoch, spread by its address. `share` is the address as a fraction of all.
 */
export function settlementTime(
  epoch: number,
  { epochOrigin, epochSeconds }: Pick<NetworkStatus, "epochOrigin" | "epochSeconds">,
  share: number,
): number {
  return epochOrigin + epochSeconds * (epoch + settlingShare * share);
}

/** Settles once an epoch, and at once what belongs to sessions that are over. */
export function createSettlement({
  sessions,
  view,
  settle,
  share,
  log,
}: Readonly<{
  sessions: Sessions;
  view: NetworkView;
  settle: SettleReceipts;
  /** In [0, 1): the node's address as a fraction. */
  share: number;
  log: Log;
}>): Readonly<{
  /** Settles what is due. Failures are logged and tried again with the next call. */
  run(signal: AbortSignal): Promise<void>;
  /** Settles everything, whatever the time. */
  runAll(signal: AbortSignal): Promise<void>;
}> {
  let settledEpoch = -1;

  const send = async (meters: readonly SessionMeter[], signal: AbortSignal) => {
    const due = meters.flatMap((meter) => {
      const entry = meter.unsettled();
      return entry === undefined ? [] : [{ meter, entry }];
    });
    for (let at = 0; at < due.length; at += settlementEntriesMax) {
      const batch = due.slice(at, at + settlementEntriesMax);
      await sendBatch(batch, signal);
    }
  };

  const sendBatch = async (
    batch: readonly Readonly<{
      meter: SessionMeter;
      entry: SettlementEntry & Readonly<{ total: bigint }>;
    }>[],
    signal: AbortSignal,
  ) => {
    // Saved first: what the chain has taken must not exceed what the node remembers.
    sessions.save();
    const outcomes = await settle(
      batch.map(({ entry }) => entry),
      signal,
    );
    for (const [index, { session, result, reason }] of outcomes.entries()) {
      const total = batch[index]?.entry.total ?? 0n;
      // A receipt that the chain has already counts as taken: an answer may have been lost.
      const isTaken = result === "settled" || /settled already/.test(reason);
      if (isTaken) sessions.settled(session, total);
      else log("warn", "receipt refused", { session, reason });
    }
    log("info", "receipts settled", { entries: batch.length });
  };

  const isOver = ({ expiresEpoch }: Readonly<{ expiresEpoch: number }>, epoch: number) =>
    epoch >= expiresEpoch;

  /** The expiry that a meter began with is only when to ask: the chain's clock stands still after a halt. */
  const dropEnded = async (epoch: number, signal: AbortSignal) => {
    for (const meter of [...sessions.meters()]) {
      const { expiresEpoch, session } = meter.line();
      if (epoch <= expiresEpoch + graceEpochs || meter.isBusy()) continue;
      const info = await view.session(session, signal);
      if (canStillEarn(info, meter) || meter.isBusy()) continue;
      if (meter.unsettled() !== undefined) log("warn", "receipt lost", { session });
      sessions.forget(session);
    }
  };

  const runDue = async (signal: AbortSignal) => {
    const status = await view.status(signal);
    const { epoch } = status;
    // By the machine's clock: the chain's own stands still while nobody sends anything.
    const isTime =
      settledEpoch !== epoch && Date.now() / 1_000 >= settlementTime(epoch, status, share);
    const meters = [...sessions.meters()];
    await send(isTime ? meters : meters.filter((meter) => isOver(meter.line(), epoch)), signal);
    if (isTime) settledEpoch = epoch;
    await dropEnded(epoch, signal);
  };

  const guarded = async (task: Promise<void>, signal: AbortSignal) => {
    await task.catch((error: unknown) => {
      if (!signal.aborted) log("warn", "settlement failed", { reason: String(error) });
    });
  };

  return {
    run: (signal) => guarded(runDue(signal), signal),
    runAll: (signal) => guarded(send([...sessions.meters()], signal), signal),
  };
}

/** Open, or over but with a receipt that the chain still takes. */
function canStillEarn(info: SessionInfo | undefined, meter: SessionMeter): boolean {
  if (info === undefined) return false;
  if (info.state === "open" || info.state === "pending") return true;
  return !info.isReturned && meter.unsettled() !== undefined;
}
