import type { Module } from "@stos/ledger";
import { exportableGenesis } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { admissionStore } from "./keys.ts";

/** Who may sign here besides wallets with Ozone. */
export const admission: Module<MetaCapabilities> = {
  name: admissionStore,
  genesis: exportableGenesis(admissionStore),
};
