import { exportableGenesis, type Module } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { handleMisbehaviour } from "./double-signing.ts";
import { routes } from "./routes.ts";
import { evidenceStore } from "./state.ts";

/** Validators that signed twice, as the engine proves it. */
export const evidence: Module<ValueCapabilities> = {
  name: evidenceStore,
  genesis: exportableGenesis<ValueCapabilities>(evidenceStore),
  routes,
  beginBlock: handleMisbehaviour,
};
