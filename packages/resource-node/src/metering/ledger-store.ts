import { DatabaseSync } from "node:sqlite";
import type { Traffic } from "@stos/storage";
import { noz } from "@stos/units";

/** One session's line in the node's ledger. Receipt and allowance are encoded; empty: none yet. */
export type LedgerLine = Readonly<{
  /** Hex. */
  session: string;
  wallet: string;
  receipt: Uint8Array;
  allowance: Uint8Array;
  moved: Traffic;
  /** Of the receipts that the chain took. */
  settled: bigint;
  expiresEpoch: number;
}>;

/** What the node has earned and must not lose. A write is on disk when it returns. */
export type LedgerStore = Readonly<{
  lines(): readonly LedgerLine[];
  save(lines: readonly LedgerLine[]): void;
  remove(session: string): void;
  /** What the wallet has settled at this node, over all its sessions. */
  settledBy(wallet: string): bigint;
  addSettled(wallet: string, amount: bigint): void;
  close(): void;
}>;

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS sessions (session TEXT PRIMARY KEY, wallet TEXT, receipt BLOB, allowance BLOB,
    upload TEXT, download TEXT, settled TEXT, expires INTEGER) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS wallets (wallet TEXT PRIMARY KEY, settled TEXT) WITHOUT ROWID;
`;

export function openLedgerStore(path: string): LedgerStore {
  const database = new DatabaseSync(path);
  database.exec(schema);
  const all = database.prepare("SELECT * FROM sessions");
  const put = database.prepare("INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM sessions WHERE session = ?");
  const wallet = database.prepare("SELECT settled FROM wallets WHERE wallet = ?");
  const setWallet = database.prepare("INSERT OR REPLACE INTO wallets VALUES (?, ?)");

  // Asked for with every chunk, so kept beside the table; as many wallets as have settled here.
  const known = new Map<string, bigint>();

  const settledBy = (address: string) => {
    const amount = known.get(address) ?? BigInt(text(wallet.get(address)?.["settled"] ?? "0"));
    known.set(address, amount);
    return amount;
  };

  return {
    lines: () => all.all().map(lineOf),
    save(lines) {
      database.exec("BEGIN");
      for (const line of lines)
        put.run(
          line.session,
          line.wallet,
          line.receipt,
          line.allowance,
          `${line.moved.upload}`,
          `${line.moved.download}`,
          `${line.settled}`,
          line.expiresEpoch,
        );
      database.exec("COMMIT");
    },
    remove: (session) => void remove.run(session),
    settledBy,
    addSettled(address, amount) {
      const total = settledBy(address) + amount;
      setWallet.run(address, `${total}`);
      known.set(address, total);
    },
    close: () => database.close(),
  };
}

function lineOf(row: Readonly<Record<string, unknown>>): LedgerLine {
  return {
    session: text(row["session"]),
    wallet: text(row["wallet"]),
    receipt: bytes(row["receipt"]),
    allowance: bytes(row["allowance"]),
    moved: {
      upload: noz(BigInt(text(row["upload"]))),
      download: noz(BigInt(text(row["download"]))),
    },
    settled: BigInt(text(row["settled"])),
    expiresEpoch: Number(row["expires"]),
  };
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("the ledger holds no text here");
  return value;
}

function bytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError("the ledger holds no bytes here");
  return value;
}
