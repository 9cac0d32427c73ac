import type { Module } from "@stos/ledger";
import { exportableGenesis } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { closeSession } from "./close-session.ts";
import { grant } from "./grant.ts";
import { openSession } from "./open-session.ts";
import { revokeGrant } from "./revoke-grant.ts";
import { routes } from "./routes.ts";
import { setSeeds } from "./set-seeds.ts";
import { sessionsStore } from "./state.ts";

/** Holds with keys of their own, and the budgets from which other keys open them. */
export const sessions: Module<MetaCapabilities> = {
  name: sessionsStore,
  messages: [openSession, closeSession, grant, revokeGrant],
  routes,
  genesis: exportableGenesis(sessionsStore),
  beginBlock: setSeeds,
  wantsBlock: ({ sessions }) => sessions.hasSeedsPending(),
};
