import type { Module } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { genesis } from "./genesis.ts";
import { watchLiveness } from "./liveness.ts";
import { slashingQueries } from "./queries.ts";
import { slashingStore } from "./state.ts";
import { unjail } from "./unjail.ts";

/** Liveness of validators: who doesn't sign is jailed. */
export const slashing: Module<ValueCapabilities> = {
  name: slashingStore,
  messages: [unjail],
  queries: slashingQueries.map(({ query }) => query),
  routes: slashingQueries.map(({ route }) => route),
  genesis,
  beginBlock: watchLiveness,
};
