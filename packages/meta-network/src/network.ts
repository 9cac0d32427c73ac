import {
  authentication,
  type Context,
  type Network,
  openRelay,
  type RelayCapabilities,
  relayModule,
} from "@stos/ledger";
import { metaAdmission } from "./admission/admission.ts";
import { type MetaCapabilities, metaCapabilities } from "./capabilities.ts";
import { metaModules } from "./modules.ts";
import { packetHandlers } from "./packet-handlers.ts";
import { takeResult } from "./traffic/packets.ts";

/** All that a transaction of the meta chain can reach, and an issuer read. */
export type MetaNetworkCapabilities = MetaCapabilities & RelayCapabilities;

/** The meta chain. Each instance counts the pending transactions of its own mempool. */
export function metaNetwork(): Network<MetaNetworkCapabilities> {
  return {
    /** The order in which hooks run is consensus: change it only with a fork. */
    modules: [
      ...metaModules,
      relayModule<MetaNetworkCapabilities>({
        capabilities: openCapabilities,
        packetHandlers,
        onResult: takeResult,
      }),
    ],
    capabilities: openCapabilities,
    admission: metaAdmission(authentication<MetaNetworkCapabilities>({})),
  };
}

function openCapabilities(context: Context): MetaNetworkCapabilities {
  const relay = openRelay(context);
  const { outbox, inbox } = relay;
  return { ...metaCapabilities(context, { outbox, inbox }), relay };
}
