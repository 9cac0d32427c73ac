import type { SandwicherGroup } from "../scenario/scenario.ts";
import type { Agent, AgentContext } from "./agent.ts";

/**
 * Buys X before a victim's PREPAY of V and consumes it on its own node in the same epoch, once. Only c = a + e of the
 * Ozone's value comes back, so that it gains only where V/(s + p) > √(1/c) − 1.
 */
export function sandwicherAgent(group: SandwicherGroup, context: AgentContext): Agent {
  const { books, economy, market } = context;
  const own = books.nodes[0] ?? 0;
  const attacker = economy().openAccount();
  const victim = economy().openAccount();
  books.accounts.push(attacker);
  const outcome = { quoted: 0, bought: 0, reward: 0 };
  let washed = 0;

  return {
    books,
    act(epoch) {
      washed = 0;
      if (epoch !== group.at) return;
      outcome.quoted = quoteOf(group.victimPayment);
      const isIn = group.payment > 0 && market.prepay(attacker, group.payment) !== undefined;
      prepayAsVictim();
      if (!isIn) return;
      washed = economy().balanceOf(attacker);
      market.consume(attacker, own, washed);
    },
    observe({ consumed, trafficReward }) {
      if (washed > 0 && consumed > 0) outcome.reward = (trafficReward * washed) / consumed;
    },
    figures: () => [
      { name: "victim_bought", unit: "noz", value: outcome.bought },
      { name: "victim_loss", unit: "ratio", value: lossOf(outcome) },
      { name: "redeemed", unit: "wei", value: outcome.reward },
    ],
  };

  function quoteOf(payment: number): number {
    const { deposited, prepaid, forSale } = economy().figures;
    return (forSale * payment) / (deposited + prepaid + payment);
  }

  /** Its own money, so none of the group's. */
  function prepayAsVictim(): void {
    const minimum =
      group.tolerance === undefined ? 0 : Math.floor(outcome.quoted * (1 - group.tolerance));
    const bought = market.prepayFor(victim, group.victimPayment, minimum);
    outcome.bought = bought ?? 0;
  }
}

/** What part of the quoted Ozone the victim didn't get; 0 where it was refused and kept its STOS. */
function lossOf({ quoted, bought }: Readonly<{ quoted: number; bought: number }>): number {
  return bought === 0 ? 0 : 1 - bought / quoted;
}
