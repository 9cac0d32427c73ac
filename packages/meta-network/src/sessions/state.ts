import {
  bytes,
  fixedBytes,
  flag,
  key,
  nozAmount,
  oneOf,
  optional,
  record,
  text,
  u64,
} from "@stos/codec";
import { item, map } from "@stos/ledger";
import type { Noz } from "@stos/units";
import { type Rights, rightsCodec } from "./rights.ts";

export const sessionsStore = "sessions";

export const sessionStates = ["pending", "open", "closed", "expired", "returned"] as const;
export type SessionState = (typeof sessionStates)[number];

export type Session = Readonly<{
  /** H(chain id, wallet, the wallet's sequence of openings). */
  id: Uint8Array;
  wallet: string;
  /** ed25519 */
  key: Uint8Array;
  /** Who opened it: the wallet, or a key that it granted a budget. */
  signer: string;
  issuer: string;
  /** The issuer's when it was opened. */
  issuerKey: Uint8Array;
  issuerUrl: string;
  generation: number;
  rights: Rights;
  /** Moved from available to held on opening. */
  noz: Noz;
  /** The part of it that no allowance may name: it holds for entries in the state. */
  reserve: Noz;
  /** Charged by receipts. */
  settled: Noz;
  /** Of the reserve, what entries in the state have taken over. */
  stateTaken: Noz;
  openedEpoch: number;
  /** On the clock that stands still after a halt. */
  expiresClock: number;
  /** The height whose randomness makes the seed. */
  seedHeight: number;
  /** S; undefined until it is drawn. */
  seed: Uint8Array | undefined;
  /** The number of the frozen table that its tasks are drawn from. */
  table: number;
  state: SessionState;
}>;

const sessionCodec = record<Session>({
  id: fixedBytes(32),
  wallet: text,
  key: fixedBytes(32),
  signer: text,
  issuer: text,
  issuerKey: fixedBytes(32),
  issuerUrl: text,
  generation: u64,
  rights: rightsCodec,
  noz: nozAmount,
  reserve: nozAmount,
  settled: nozAmount,
  stateTaken: nozAmount,
  openedEpoch: u64,
  expiresClock: u64,
  seedHeight: u64,
  seed: optional(bytes),
  table: u64,
  state: oneOf(...sessionStates),
});

const sessionKey = key.bytes(32);

/** sessions/‹id› → those that still hold something. */
export const sessions = map({ prefix: "sessions/", key: sessionKey, codec: sessionCodec });

/** tombstones/‹id› → those whose rest has returned, as long as slices that they brought may still be placed. */
export const tombstones = map({ prefix: "tombstones/", key: sessionKey, codec: sessionCodec });

/** seeds/‹height›‹session› → sessions whose seed is still to come. */
export const pendingSeedKey = key.tuple(key.u64, sessionKey);
export const pendingSeeds = map({
  prefix: "seeds/",
  key: pendingSeedKey,
  codec: record({ due: flag }),
});

/** pending-seeds → how many they are. */
export const seedsPending = item({ key: "pending-seeds", codec: u64 });

export type SessionEvent = "expire" | "return" | "forget";

/** calendar/‹clock›‹session› → what happens to it when the clock gets there. */
export const calendarKey = key.tuple(key.u64, sessionKey);
export const calendar = map({
  prefix: "calendar/",
  key: calendarKey,
  codec: record<Readonly<{ event: SessionEvent }>>({ event: oneOf("expire", "return", "forget") }),
});

/** opened/‹wallet›‹signer›‹session› → the open ones, for a revocation. */
export const openedKey = key.tuple(key.text, key.text, sessionKey);
export const opened = map({ prefix: "opened/", key: openedKey, codec: record({ open: flag }) });

/** wallets/‹wallet› → its sequence of openings, and how many sessions hold something. */
export type WalletSessions = Readonly<{ sequence: number; live: number }>;
export const wallets = map({
  prefix: "wallets/",
  key: key.text,
  codec: record<WalletSessions>({ sequence: u64, live: u64 }),
});

/** issued/‹member› → noz of the sessions that it issues for. */
export const issued = map({ prefix: "issued/", key: key.text, codec: record({ noz: nozAmount }) });

/** A budget that a wallet granted to another key. */
export type Grant = Readonly<{
  nozPerEpoch: Noz;
  rights: Rights;
  untilEpoch: number;
  /** Of `spentEpoch`'s budget. */
  spent: Noz;
  spentEpoch: number;
  /** Held for the entry itself. */
  held: Noz;
}>;

/** grants/‹wallet›‹key› */
export const grantKey = key.tuple(key.text, key.text);
export const grants = map({
  prefix: "grants/",
  key: grantKey,
  codec: record<Grant>({
    nozPerEpoch: nozAmount,
    rights: rightsCodec,
    untilEpoch: u64,
    spent: nozAmount,
    spentEpoch: u64,
    held: nozAmount,
  }),
});
