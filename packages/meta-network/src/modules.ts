import { authModule, type Module } from "@stos/ledger";
import { accounts } from "./accounts/index.ts";
import { admission } from "./admission/index.ts";
import type { MetaCapabilities } from "./capabilities.ts";
import { membership } from "./membership/index.ts";
import { nodes } from "./nodes/index.ts";
import { parameters } from "./parameters/index.ts";
import { randomness } from "./randomness/index.ts";
import { sessions } from "./sessions/index.ts";
import { storage } from "./storage/index.ts";
import { traffic } from "./traffic/index.ts";

/**
 * The meta chain's own modules, in the order in which their hooks run: an epoch closes first, with what its blocks left;
 * then due nodes leave, and then seeds are set from the table that stands.
 */
export const metaModules: readonly Module<MetaCapabilities>[] = [
  authModule<MetaCapabilities>(),
  parameters,
  admission,
  membership,
  randomness,
  accounts,
  traffic,
  nodes,
  sessions,
  storage,
];
