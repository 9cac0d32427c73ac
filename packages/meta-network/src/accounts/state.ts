import { key, nozAmount, record, u64 } from "@stos/codec";
import { item, map } from "@stos/ledger";
import type { Noz } from "@stos/units";

export const accountsStore = "accounts";

/** Held: in open sessions and behind entries in the state. */
export type Account = Readonly<{ available: Noz; held: Noz }>;

/** accounts/‹wallet› */
export const accounts = map({
  prefix: "accounts/",
  key: key.text,
  codec: record<Account>({ available: nozAmount, held: nozAmount }),
});

/** waiting/‹beneficiary› → Ozone announced for one who has no account here until he claims it. */
export const waiting = map({ prefix: "waiting/", key: key.text, codec: nozAmount });

/**
 * Where all Ozone is that the relay ever credited: in accounts, waiting for its claim, in nodes' unsettled traffic, settled
 * and reported, or given back to the limit by nodes that left.
 */
export const poolNames = ["accounts", "waiting", "unsettled", "settled", "forfeited"] as const;
export type PoolName = (typeof poolNames)[number];
export type Totals = Readonly<Record<PoolName | "credited", Noz>>;

/** totals */
export const totals = item({
  key: "totals",
  codec: record<Totals>({
    credited: nozAmount,
    accounts: nozAmount,
    waiting: nozAmount,
    unsettled: nozAmount,
    settled: nozAmount,
    forfeited: nozAmount,
  }),
});

/** What one line of a statement counts. `node` is empty where none is concerned. */
export type StatementLine = Readonly<{ line: StatementKind; node: string; kind: string; noz: Noz }>;
export type StatementKind = "credited" | "opened" | "settled" | "returned";

/** statements/‹wallet›‹epoch›‹line›‹node›‹kind› → noz */
export const statementKey = key.tuple(key.text, key.u64, key.text, key.text, key.text);
export const statements = map({
  prefix: "statements/",
  key: statementKey,
  codec: record({ noz: nozAmount }),
});

/** lines/‹wallet› → how many lines its newest epoch has, so that an epoch's statement stays bounded. */
export const statementSizes = map({
  prefix: "lines/",
  key: key.text,
  codec: record<Readonly<{ epoch: number; lines: number }>>({ epoch: u64, lines: u64 }),
});
