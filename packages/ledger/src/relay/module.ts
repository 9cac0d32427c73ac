import type { Module } from "../module.ts";
import { relayGenesis } from "./genesis.ts";
import type { RelayHandlers } from "./handle-packet.ts";
import { misbehaviour } from "./misbehaviour.ts";
import { receivePackets } from "./receive-packets.ts";
import type { RelayCapabilities } from "./relay.ts";
import { relayRoutes } from "./routes.ts";
import { relayStore } from "./state.ts";
import { updateClient } from "./update-client.ts";

/** The only way to the other network: its light client, an outbox and an inbox. Nobody has to be trusted for it. */
export function relayModule<C extends RelayCapabilities>(handlers: RelayHandlers<C>): Module<C> {
  return {
    name: relayStore,
    messages: [updateClient<C>(), receivePackets<C>(handlers), misbehaviour<C>()],
    routes: relayRoutes<C>(),
    genesis: relayGenesis<C>(),
  };
}
