import type { Agent } from "../agents/agent.ts";
import type { Books } from "../agents/books.ts";
import { nodeId } from "../engine/exact-ids.ts";
import type { SimulatedEconomy } from "../engine/simulated-economy.ts";
import { ExactEconomy } from "../exact/exact-economy.ts";
import type { AgentAccount, Amount } from "./run-result.ts";

/** What a group has spent and earned so far: to the wei in the exact engine. */
export function accountOf({ books, figures }: Agent, economy: SimulatedEconomy): AgentAccount {
  const { name, kind } = books;
  const sums = economy instanceof ExactEconomy ? exactSums(books, economy) : sumsOf(books, economy);
  return { name, kind, ...sums, figures: figures?.() ?? [] };
}

/** One figure of an account over time. */
export const accountFigures = ["spent", "earned", "deposited", "net", "ozone"] as const;

type Sums = Readonly<Record<(typeof accountFigures)[number], Amount>>;

function sumsOf({ accounts, nodes, stakers, spent: paid }: Books, economy: SimulatedEconomy): Sums {
  let earned = 0;
  let deposited = 0;
  for (const node of nodes) {
    const { reward, remaining } = economy.nodeFigures(node);
    earned += reward.given;
    deposited += remaining;
  }
  for (const staker of stakers) earned += economy.stakerFigures(staker).given;
  const ozone = accounts.reduce((sum, account) => sum + economy.balanceOf(account), 0);
  const spent = Number(paid());
  return { spent, earned, deposited, net: earned - spent, ozone };
}

function exactSums({ accounts, nodes, stakers, spent: paid }: Books, economy: ExactEconomy): Sums {
  const ids = [...nodes.map(nodeId), ...stakers.map((staker) => economy.stakerId(staker))];
  const earned = ids.reduce((sum, id) => sum + economy.exactReward(id).given, 0n);
  const deposited = nodes.reduce((sum, node) => sum + economy.exactRemaining(node), 0n);
  const ozone = accounts.reduce((sum, account) => sum + economy.exactBalance(account), 0n);
  const spent = BigInt(paid());
  return { spent, earned, deposited, net: earned - spent, ozone };
}
