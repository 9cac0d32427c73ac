import type { GasGroup } from "../scenario/scenario.ts";
import type { Agent, AgentContext } from "./agent.ts";

/** All users' gas fees of an epoch, which go to validators and delegators alone. */
export function gasAgent({ amount }: GasGroup, { economy, books }: AgentContext): Agent {
  return {
    books,
    act() {
      economy().addGas(amount);
      books.spend(amount);
    },
  };
}
