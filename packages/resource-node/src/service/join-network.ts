import { MsgJoinNodeSchema, packMessage } from "@stos/codec";
import type { MetaChain } from "../network/meta-chain.ts";
import type { NetworkView } from "../network/network-view.ts";
import type { Log } from "./log.ts";

/** The bit of storage among a node's services. */
const storageService = 4;

export type NodeOffer = Readonly<{
  node: string;
  endpoint: string;
  /** Bytes, and bytes a second. */
  capacity: number;
  bandwidth: number;
}>;

/**
 * Tells the chain where this node is and what it offers, where the chain doesn't know that yet. Answers whether the
 * node has joined; before its registration there is nothing to join.
 */
export async function joinNetwork(
  { view, chain, log }: Readonly<{ view: NetworkView; chain: MetaChain; log: Log }>,
  offer: NodeOffer,
  signal: AbortSignal,
): Promise<boolean> {
  const known = await view.node(offer.node, signal);
  if (known === undefined) return false;
  const isSame =
    known.endpoints.length === 1 &&
    known.endpoints[0] === offer.endpoint &&
    known.capacity === offer.capacity &&
    known.bandwidth === offer.bandwidth;
  if (known.state !== "joining" && isSame) return true;
  if (known.state === "gone") return false;

  const { node, endpoint, capacity, bandwidth } = offer;
  const message = packMessage(MsgJoinNodeSchema, {
    node,
    endpoints: [endpoint],
    services: storageService,
    capacity: BigInt(capacity),
    bandwidth: BigInt(bandwidth),
  });
  const outcome = await chain.submit([message], signal);
  if (outcome.code === 0) log("info", "joined the network", { endpoint });
  else log("warn", "joining was refused", { code: outcome.code, reason: outcome.log });
  return outcome.code === 0;
}
