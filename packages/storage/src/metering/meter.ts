import { type Noz, noz } from "@stos/units";
import { stepBytes, stepBytesMin } from "./step.ts";

/** Traffic of one session at one node, noz by kind. */
export type Traffic = Readonly<{ upload: Noz; download: Noz }>;

/** Both ends keep the same state, so that neither waits for what the other thinks it has already. */
export type Meter = Readonly<{
  /** What the newest receipt acknowledges. */
  signed: Traffic;
  /** What was moved: download bytes handed to the connection, upload bytes received. A failed upload is taken back. */
  moved: Traffic;
  /** Uploads that are being received now. */
  uploadsOpen: number;
  /** What the wallet has settled at this node before, noz: makes the step. */
  settled: Noz;
}>;

export const noTraffic: Traffic = { upload: noz(0n), download: noz(0n) };

/** Bytes that a node may deliver now: it delivers only what is signed for. */
export function deliverable({ signed, moved }: Meter): bigint {
  return difference(signed.download, moved.download);
}

/**
 * Bytes that a node may take in now: what is signed for and one step for each upload open, but unsigned never more than
 * sixteen least steps and one step together, however many a session opens:
 * min(step · open, 16 · 64 KiB + step).
 */
export function receivable({ signed, moved, uploadsOpen, settled }: Meter): bigint {
  const step = BigInt(stepBytes(settled));
  const each = step * BigInt(uploadsOpen);
  const most = unsignedStepsMax * BigInt(stepBytesMin) + step;
  return difference(signed.upload + (each < most ? each : most), moved.upload);
}

/** Uploads of one session that may each go a least step unsigned. */
const unsignedStepsMax = 16n;

/**
 * The download total that a client signs next, or undefined while the last one reaches: one step ahead of what was
 * moved, `planned` at most, renewed when half a step is used up.
 */
export function downloadToSign(
  { signed, moved, settled }: Meter,
  planned: bigint,
): Noz | undefined {
  const step = BigInt(stepBytes(settled));
  const ahead = difference(signed.download, moved.download);
  if (ahead > step / 2n || signed.download >= planned) return undefined;

  const target = moved.download + step;
  const next = noz(target < planned ? target : planned);
  return next > signed.download ? next : undefined;
}

/**
 * The upload total that a client has to have signed before it sends up to `sending`: all but one least step for each
 * upload open, sixteen at most, which it signs against custody. Never less than before. The least step is what every node grants
 * whatever it has settled, so two views of `settled` can't make both ends wait.
 */
export function uploadToSign({ signed, uploadsOpen }: Meter, sending: bigint): Noz {
  const open = BigInt(uploadsOpen);
  const unsigned = BigInt(stepBytesMin) * (open < unsignedStepsMax ? open : unsignedStepsMax);
  const due = sending - unsigned;
  return due > signed.upload ? noz(due) : signed.upload;
}

function difference(from: bigint, amount: bigint): bigint {
  return from > amount ? from - amount : 0n;
}
