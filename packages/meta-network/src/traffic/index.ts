import type { Module } from "@stos/ledger";
import { exportableGenesis } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { closeDueEpochs } from "./close-epochs.ts";
import { routes } from "./routes.ts";
import { settleReceipts } from "./settle-receipts.ts";
import { trafficStore } from "./state.ts";

/** What nodes earned, the epochs that settle it, and the reports of them. */
export const traffic: Module<MetaCapabilities> = {
  name: trafficStore,
  messages: [settleReceipts],
  routes,
  genesis: exportableGenesis(trafficStore),
  beginBlock: closeDueEpochs,
  // After a long halt the epochs still due are closed block by block.
  wantsBlock: ({ epochs }) => epochs.isDue(epochs.open()),
};
