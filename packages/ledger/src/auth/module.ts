import type { Module } from "../module.ts";
import { accountGenesis } from "./account-genesis.ts";
import { accountQueries, accountRoutes } from "./account-queries.ts";
import type { AuthCapabilities } from "./auth.ts";

/** Accounts: who may sign, with numbers, sequences and keys. Stands first among a network's modules. */
export function authModule<C extends AuthCapabilities>(): Module<C> {
  return {
    name: "auth",
    queries: accountQueries,
    routes: accountRoutes,
    genesis: accountGenesis,
  };
}
