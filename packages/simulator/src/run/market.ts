import { EconomyError } from "@stos/economy";
import type { Market } from "../agents/agent.ts";
import type { Books } from "../agents/books.ts";
import type { SimulatedEconomy } from "../engine/simulated-economy.ts";
import type { Invariants } from "./invariants.ts";
import type { RunEvent } from "./run-result.ts";

/** The operations of one agent, with the invariants around them. What a rule refuses is an event and no error. */
export function openMarket({
  economy,
  books,
  invariants,
  report,
}: Readonly<{
  economy: () => SimulatedEconomy;
  books: Books;
  invariants: Invariants;
  report: (kind: RunEvent["kind"], detail: string) => void;
}>): Market {
  return {
    prepay(account, payment, minimum) {
      const bought = buy(account, payment, minimum);
      if (bought === undefined) return undefined;
      books.spend(payment);
      return bought;
    },
    prepayFor: buy,
    consume: (account, node, ozone) =>
      attempt(() => economy().consume(account, node, ozone)) !== refused,
    join(role, deposit, capacity) {
      invariants.beforeJoin();
      const node = attempt(() => economy().activate(role, deposit, capacity));
      return node === refused ? undefined : node;
    },
    leave: (node) => attempt(() => economy().unregister(node)) !== refused,
    stop: (node) => attempt(() => economy().shutdown(node)) !== refused,
  };

  function buy(account: number, payment: number, minimum?: number): number | undefined {
    try {
      invariants.beforePrepay();
      const bought = economy().prepay(account, payment, minimum);
      invariants.afterPrepay(payment, bought);
      return bought;
    } catch (error) {
      reportRefusal(error);
      return undefined;
    }
  }

  function attempt<T>(operation: () => T): T | typeof refused {
    try {
      return operation();
    } catch (error) {
      reportRefusal(error);
      return refused;
    }
  }

  function reportRefusal(error: unknown): void {
    if (!(error instanceof EconomyError)) throw error;
    report("refusal", error.message);
  }
}

const refused = Symbol("refused");
