import { decodeMessage, MsgJoinNodeSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { endpointNetwork } from "../draws/index.ts";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";

type JoinNode = Readonly<{
  node: string;
  endpoints: readonly string[];
  services: number;
  capacity: number;
  bandwidth: number;
}>;

export const endpointsMax = 4;
const endpointBytesMax = 128;

/** A registered node says where it is and what it offers. Sent again it changes that; draws follow with the next table. */
export const joinNode = defineMessage<MetaCapabilities, JoinNode>({
  type: "/stratos.meta.v1.MsgJoinNode",
  decode(bytes) {
    const { node, endpoints, services, capacity, bandwidth } = decodeMessage(
      MsgJoinNodeSchema,
      bytes,
    );
    return { node, endpoints, services, capacity: Number(capacity), bandwidth: Number(bandwidth) };
  },
  signers: ({ node }) => [node],
  check({ endpoints, capacity, bandwidth, services }) {
    if (endpoints.length === 0 || endpoints.length > endpointsMax)
      throw refuse("endpoint-invalid", `a node has 1 to ${endpointsMax} endpoints`);
    for (const endpoint of endpoints)
      if (Buffer.byteLength(endpoint) > endpointBytesMax || !isNetwork(endpointNetwork(endpoint)))
        throw refuse(
          "endpoint-invalid",
          `"${endpoint.slice(0, endpointBytesMax)}" is no http URL of at most ${endpointBytesMax} bytes`,
        );
    if (!Number.isSafeInteger(capacity) || !Number.isSafeInteger(bandwidth))
      throw refuse("message-invalid", "capacity and bandwidth stay below 2^53");
    if (services < 1 || services > 7)
      throw refuse("message-invalid", "services are bits 1, 2 and 4");
  },
  execute({ nodes, emit }, { node, endpoints, services, capacity, bandwidth }) {
    const known = nodes.require(node);
    if (known.state === "gone") throw refuse("node-gone", `${node} is gone; register it again`);
    if ((services & ~known.services) !== 0)
      throw refuse("not-permitted", `${node} registered for the services ${known.services} alone`);

    const state = known.state === "joining" ? "active" : known.state;
    nodes.set({ ...known, state, endpoints, services, capacity, bandwidth });
    emit(metaEvent("NodeJoined", { node, services, capacity, endpoints: endpoints.join(",") }));
  },
});

/** The longest name that a host can have in the DNS. */
const hostCharactersMax = 253;

function isNetwork(network: string | undefined): boolean {
  return network !== undefined && network.length <= hostCharactersMax;
}
