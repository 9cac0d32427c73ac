import type { Module } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { genesis } from "./genesis.ts";
import { routes } from "./routes.ts";
import { membershipStore } from "./state.ts";

/** The admitted meta nodes, and who of them issues allowances where. */
export const membership: Module<MetaCapabilities> = { name: membershipStore, genesis, routes };
