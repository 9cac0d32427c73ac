import type { Account, Node, Staker } from "../engine/simulated-economy.ts";
import { addToSum, emptySum } from "../fast/long-sum.ts";

/** What a group owns and has spent. What it earned is asked of the economy, which keeps it. */
export type Books = Readonly<{
  name: string;
  kind: string;
  accounts: Account[];
  nodes: Node[];
  stakers: Staker[];
  /** Notes PREPAY or gas, in wei. */
  spend: (amount: number) => void;
  /** All that was spent: a bigint in the exact engine. */
  spent: () => number | bigint;
}>;

export type Owner = Readonly<{ name: string; kind: string }>;

/** Sums of doubles, compensated: millions of payments add up to within a wei or two of a double. */
export function openBooks({ name, kind }: Owner): Books {
  const sum = emptySum();
  return {
    ...emptyBooks({ name, kind }),
    spend: (amount) => addToSum(sum, amount),
    spent: () => sum.high + sum.low,
  };
}

/** Sums to the wei. */
export function openExactBooks({ name, kind }: Owner): Books {
  let sum = 0n;
  return {
    ...emptyBooks({ name, kind }),
    spend(amount) {
      sum += BigInt(amount);
    },
    spent: () => sum,
  };
}

function emptyBooks({ name, kind }: Owner) {
  return { name, kind, accounts: [], nodes: [], stakers: [] };
}
