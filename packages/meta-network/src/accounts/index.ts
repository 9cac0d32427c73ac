import type { Module } from "@stos/ledger";
import { exportableGenesis } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { recount } from "./recount.ts";
import { routes } from "./routes.ts";
import { accountsStore } from "./state.ts";
import { imbalanceOf } from "./totals.ts";

/** Wallets' Ozone, their statements, and the books over all of it. */
export const accounts: Module<MetaCapabilities> = {
  name: accountsStore,
  genesis: exportableGenesis(accountsStore),
  routes,
  invariants: [
    {
      name: "credited Ozone = accounts + waiting + unsettled + settled + forfeited",
      check: ({ books }) => imbalanceOf(books.read()),
    },
    {
      name: "every account and every hold, counted one by one, agrees with the books",
      // Counting everything costs as much as there is, so it is done once an epoch.
      check: (capabilities) =>
        capabilities.epochs.hasClosed() ? recount(capabilities) : undefined,
    },
  ],
};
