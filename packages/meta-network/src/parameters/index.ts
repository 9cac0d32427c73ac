import type { Module } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { genesis } from "./genesis.ts";
import { parametersStore } from "./state.ts";

/** What the genesis chose and packets change. */
export const parameters: Module<MetaCapabilities> = { name: parametersStore, genesis };
