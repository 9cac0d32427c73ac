import {
  decodeMessage,
  isAddress,
  NodeDepositSchema,
  NodeRegisteredSchema,
  NodeUnregisteredSchema,
  networkAddress,
  PriceSchema,
} from "@stos/codec";
import { noz, type Wei, wei } from "@stos/units";
import type { MetaCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";

type Needs = Pick<MetaCapabilities, "nodes" | "parameters" | "keys">;

/** `node-registered`: the deposit is in. The node is joining until it says itself where it is. */
export function registerNode({ nodes, keys }: Needs, body: Uint8Array): void {
  const { node, owner, beneficiary, services, initial, deposit, networkKey } = decodeMessage(
    NodeRegisteredSchema,
    body,
  );
  if (!isAddress("st", owner) || !isAddress("st", beneficiary))
    throw refuse("packet-refused", "owner and beneficiary must be accounts");
  if (networkKey.length !== 32 || networkAddress(networkKey) !== node)
    throw refuse("packet-refused", `the network key isn't that of ${node}`);
  const known = nodes.get(node);
  if (known !== undefined && known.state !== "gone")
    throw refuse("node-known", `${node} is ${known.state}`);

  nodes.set({
    node,
    owner,
    beneficiary,
    services,
    key: networkKey,
    initial: amountOf(initial),
    remaining: amountOf(deposit),
    state: "joining",
    endpoints: [],
    capacity: 0,
    bandwidth: 0,
    scorePpm: wholeScore,
    goneAt: undefined,
  });
  keys.admit(node);
}

/** `node-deposit`: a top-up or a slash. Weights follow with the next table; a meta node's bond at once. */
export function changeDeposit(
  { membership, nodes }: Pick<MetaCapabilities, "membership" | "nodes">,
  body: Uint8Array,
): void {
  const { node, initial, deposit } = decodeMessage(NodeDepositSchema, body);
  if (membership.get(node) !== undefined) {
    membership.changeDeposit(node, amountOf(deposit));
    return;
  }
  nodes.set({ ...nodes.require(node), initial: amountOf(initial), remaining: amountOf(deposit) });
}

/** `node-unregistered`: no new slices from now on; it serves what it has until its shutdown. */
export function unregisterNode({ nodes, parameters }: Needs, body: Uint8Array): void {
  const { node, time } = decodeMessage(NodeUnregisteredSchema, body);
  const known = nodes.require(node);
  if (known.state === "leaving" || known.state === "gone")
    throw refuse("node-gone", `${node} is ${known.state}`);

  const goneAt = Number(time) + parameters.get().coolingOffSeconds;
  if (!Number.isSafeInteger(goneAt)) throw refuse("packet-refused", "no time in seconds");
  nodes.set({ ...known, state: "leaving", goneAt });
  nodes.scheduleShutdown(node, goneAt);
}

/** `price`: s, p, l after the newest settlement. */
export function takePrice({ nodes }: Needs, body: Uint8Array): void {
  const { s, p, l } = decodeMessage(PriceSchema, body);
  nodes.setPrice({ deposited: amountOf(s), prepaid: amountOf(p), forSale: noz(amountOf(l)) });
}

/** Until audits measure anything, everybody's score is the whole. */
const wholeScore = 1_000_000n;

function amountOf(text: string): Wei {
  if (!/^\d{1,77}$/.test(text)) throw refuse("packet-refused", `"${text}" is no amount`);
  return wei(BigInt(text));
}
