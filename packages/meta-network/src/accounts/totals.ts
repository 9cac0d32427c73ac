import type { Context } from "@stos/ledger";
import { add, type Noz, noz, sub, sum } from "@stos/units";
import {
  accountsStore,
  type PoolName,
  poolNames,
  type Totals as TotalsState,
  totals,
} from "./state.ts";

/** The books: every noz that the relay credited stands in exactly one pool. */
export type Books = Readonly<{
  read(): TotalsState;
  credit(to: PoolName, amount: Noz): void;
  move(from: PoolName, to: PoolName, amount: Noz): void;
}>;

export function booksOf(context: Context): Books {
  const state = totals.open(context.store(accountsStore));
  const read = () => state.get() ?? nothing;
  return {
    read,
    credit(to, amount) {
      const before = read();
      state.set({
        ...before,
        credited: add(before.credited, amount),
        [to]: add(before[to], amount),
      });
    },
    move(from, to, amount) {
      if (amount === 0n) return;
      const before = read();
      const taken = { ...before, [from]: sub(before[from], amount) };
      state.set({ ...taken, [to]: add(taken[to], amount) });
    },
  };
}

/** A sentence where the pools don't add up to what was credited. */
export function imbalanceOf(books: TotalsState): string | undefined {
  const accounted = sum(poolNames.map((name) => books[name]));
  return accounted === books.credited
    ? undefined
    : `credited ${books.credited} noz, accounted for ${accounted}`;
}

const none = noz(0n);
const nothing: TotalsState = {
  credited: none,
  accounts: none,
  waiting: none,
  unsettled: none,
  settled: none,
  forfeited: none,
};
