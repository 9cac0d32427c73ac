import type { Node } from "../engine/simulated-economy.ts";
import type { DepositorGroup } from "../scenario/scenario.ts";
import type { Agent, AgentContext } from "./agent.ts";

/**
 * Joins with Z, prepays at the fallen price, leaves, and redeems at the risen one, on a small node kept for it: under
 * `literal` 1/(1 − Z/s) STOS of traffic reward for each STOS paid, under `tracking` (s + p)(s + Z)/(s(s + Z + p)).
 */
export function depositorAgent(group: DepositorGroup, context: AgentContext): Agent {
  const { books, economy, market } = context;
  const keeper = books.nodes[0] ?? 0;
  const account = economy().openAccount();
  books.accounts.push(account);
  let large: Node | undefined;
  let redeeming = 0;
  let redeemed = 0;

  return {
    books,
    act(epoch) {
      redeeming = 0;
      if (epoch === group.at) join();
      if (epoch === group.leaveAt) redeem();
    },
    observe({ consumed, trafficReward }) {
      if (redeeming > 0 && consumed > 0)
        redeemed = trafficReward * Math.min(1, redeeming / consumed);
    },
    figures: () => [
      { name: "redeemed", unit: "wei", value: redeemed },
      { name: "redeemed_per_paid", unit: "ratio", value: redeemed / group.payment },
    ],
  };

  function join(): void {
    large = market.join("resource", group.deposit, 0);
    if (large === undefined) return;
    books.nodes.push(large);
    market.prepay(account, group.payment);
  }

  function redeem(): void {
    if (large === undefined || !market.leave(large)) return;
    const ozone = economy().balanceOf(account);
    if (ozone > 0 && market.consume(account, keeper, ozone)) redeeming = ozone;
  }
}
