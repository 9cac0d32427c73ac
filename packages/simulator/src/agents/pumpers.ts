import type { PumperGroup } from "../scenario/scenario.ts";
import type { Agent, AgentContext } from "./agent.ts";

/**
 * Prepays X as the last of an epoch, to lift R of the traffic on its node, and consumes it there in the next one. What the
 * lift adds to R is missing when X is redeemed, so that it loses (1 − c)·X at least, however large R is.
 */
export function pumperAgent(group: PumperGroup, context: AgentContext): Agent {
  const { books, economy, market } = context;
  const own = books.nodes[0] ?? 0;
  const account = economy().openAccount();
  books.accounts.push(account);

  return {
    books,
    act(epoch) {
      const held = economy().balanceOf(account);
      if (held > 0) market.consume(account, own, held);
      if (group.payment > 0 && epoch % group.every === 0) market.prepay(account, group.payment);
    },
  };
}
