import type { Module } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { genesis } from "./genesis.ts";
import { multiSend } from "./multi-send.ts";
import { queries } from "./queries.ts";
import { routes } from "./routes.ts";
import { send } from "./send.ts";
import { bankStore } from "./state.ts";

/** Balances and transfers. */
export const bank: Module<Pick<ValueCapabilities, "bank" | "state">> = {
  name: bankStore,
  messages: [send, multiSend],
  queries,
  routes,
  genesis,
  invariants: [
    {
      name: "all balances add up to the supply",
      async check({ bank }) {
        let total = 0n;
        for await (const [, amount] of bank.all()) total += amount;
        return total === bank.supply() ? undefined : `balances: ${total}, supply: ${bank.supply()}`;
      },
    },
  ],
};
