import {
  decodeMessage,
  encodeMessage,
  MsgUpdateMetaNodeDepositSchema,
  MsgUpdateResourceNodeDepositSchema,
  NodeDepositSchema,
} from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import type { Wei } from "@stos/units";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { type Coin, positiveAmount } from "../coins.ts";
import { typedEvent } from "../events.ts";
import { atEdge } from "../wire.ts";
import { countDeposit, takeDeposit, withTopUp } from "./deposits.ts";
import { requireOwnedNode } from "./owned-node.ts";
import { remainingDeposit } from "./register.ts";
import type { RegisteredNode } from "./state.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;
type TopUp = Readonly<{ address: string; owner: string; delta: Wei }>;

/** Tops a resource node's deposit up (reading 22). */
export const updateResourceNodeDeposit = defineMessage<Needs, TopUp>({
  type: "/stratos.register.v1.MsgUpdateResourceNodeDeposit",
  decode: (bytes) =>
    parseTopUp(atEdge(() => decodeMessage(MsgUpdateResourceNodeDepositSchema, bytes))),
  signers: ({ owner }) => [owner],
  execute: (capabilities, message) => topUp(capabilities, message, "resource"),
});

/** Tops a meta node's deposit up (reading 22). */
export const updateMetaNodeDeposit = defineMessage<Needs, TopUp>({
  type: "/stratos.register.v1.MsgUpdateMetaNodeDeposit",
  decode: (bytes) => parseTopUp(atEdge(() => decodeMessage(MsgUpdateMetaNodeDepositSchema, bytes))),
  signers: ({ owner }) => [owner],
  execute: (capabilities, message) => topUp(capabilities, message, "meta"),
});

function parseTopUp(message: {
  networkAddress: string;
  ownerAddress: string;
  depositDelta?: Coin | undefined;
}): TopUp {
  const { depositDelta } = message;
  return {
    address: requireNetworkAddress(message.networkAddress, "network_address"),
    owner: requireAccountAddress(message.ownerAddress, "owner_address"),
    delta: positiveAmount(depositDelta === undefined ? [] : [depositDelta]),
  };
}

function topUp(
  capabilities: Needs,
  { address, owner, delta }: TopUp,
  kind: RegisteredNode["kind"],
): void {
  const { block, register } = capabilities;
  const before = requireOwnedNode(capabilities, { address, owner, kind });
  const after = withTopUp(before, delta, block.time);

  takeDeposit(capabilities, owner, delta);
  const limitChange = countDeposit(capabilities, delta);
  register.setNode(address, after);
  tellDeposit(capabilities, address, after);
  const name = kind === "resource" ? "Resource" : "Meta";
  capabilities.emit(
    typedEvent(`stratos.register.v1.EventUpdate${name}NodeDeposit`, {
      sender: owner,
      network_address: address,
      deposit_delta: `${delta}wei`,
      current_deposit: `${remainingDeposit(after)}wei`,
      available_token_before: `${remainingDeposit(before)}wei`,
      available_token_after: `${remainingDeposit(after)}wei`,
      ozone_limit_changes: `${limitChange}`,
      unbonding_mature_time: "",
    }),
  );
}

/** Tells the resource network what a node's deposit is now. */
export function tellDeposit(
  { outbox }: Pick<Needs, "outbox">,
  address: string,
  node: RegisteredNode,
): void {
  const body = encodeMessage(NodeDepositSchema, {
    node: address,
    initial: `${node.initial}`,
    deposit: `${remainingDeposit(node)}`,
  });
  outbox.send({ kind: "node-deposit", body });
}
