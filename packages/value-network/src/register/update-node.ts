import { decodeMessage, MsgUpdateMetaNodeSchema, MsgUpdateResourceNodeSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { parseDescription } from "./description.ts";
import { requireOwnedNode } from "./owned-node.ts";
import type { Description, RegisteredNode } from "./state.ts";

type Needs = Pick<ValueCapabilities, "emit" | "register">;
type UpdateNode = Readonly<{
  address: string;
  owner: string;
  beneficiary: string | undefined;
  description: Description;
  /** 0, or what the node has: what it offers is fixed. */
  services: number;
}>;

/** Changes who is paid and how the node presents itself. What was earned before stays with the earlier beneficiary. */
export const updateResourceNode = defineMessage<Needs, UpdateNode>({
  type: "/stratos.register.v1.MsgUpdateResourceNode",
  decode: (bytes) =>
    parseUpdateOfServices(atEdge(() => decodeMessage(MsgUpdateResourceNodeSchema, bytes))),
  signers: ({ owner }) => [owner],
  execute: (capabilities, message) => update(capabilities, message, "resource"),
});

/** As `updateResourceNode`, of a meta node. */
export const updateMetaNode = defineMessage<Needs, UpdateNode>({
  type: "/stratos.register.v1.MsgUpdateMetaNode",
  decode: (bytes) =>
    parseUpdate(
      atEdge(() => decodeMessage(MsgUpdateMetaNodeSchema, bytes)),
      0,
    ),
  signers: ({ owner }) => [owner],
  execute: (capabilities, message) => update(capabilities, message, "meta"),
});

type Message = Readonly<{
  networkAddress: string;
  ownerAddress: string;
  beneficiaryAddress: string;
  description?: Description | undefined;
}>;

function parseUpdateOfServices(message: Message & Readonly<{ nodeType: number }>): UpdateNode {
  return parseUpdate(message, message.nodeType);
}

function parseUpdate(message: Message, services: number): UpdateNode {
  const { beneficiaryAddress } = message;
  return {
    address: requireNetworkAddress(message.networkAddress, "network_address"),
    owner: requireAccountAddress(message.ownerAddress, "owner_address"),
    beneficiary:
      beneficiaryAddress === ""
        ? undefined
        : requireAccountAddress(beneficiaryAddress, "beneficiary_address"),
    description: parseDescription(message.description),
    services,
  };
}

function update(
  capabilities: Needs,
  { address, owner, beneficiary, description, services }: UpdateNode,
  kind: RegisteredNode["kind"],
): void {
  const node = requireOwnedNode(capabilities, { address, owner, kind });
  if (services !== 0 && services !== node.services)
    throw refuse(
      "register",
      "node-type-invalid",
      `${address} registered as node_type ${node.services}; another one takes another network address`,
    );

  const updated = { ...node, beneficiary: beneficiary ?? node.beneficiary, description };
  capabilities.register.setNode(address, updated);
  const name = kind === "resource" ? "Resource" : "Meta";
  const attributes = {
    sender: owner,
    network_address: address,
    beneficiary_address: updated.beneficiary,
  };
  capabilities.emit(typedEvent(`stratos.register.v1.EventUpdate${name}Node`, attributes));
}
