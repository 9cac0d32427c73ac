import type { Module } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { prepay } from "./prepay.ts";
import { routes } from "./routes.ts";

/** Purchases of Ozone. */
export const sds: Module<Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot">> = {
  name: "sds",
  messages: [prepay],
  routes,
};
