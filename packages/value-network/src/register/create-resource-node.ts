import {
  decodeMessage,
  encodeMessage,
  MsgCreateResourceNodeSchema,
  NodeRegisteredSchema,
} from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { countDeposit, takeDeposit } from "./deposits.ts";
import { parseRegistration, type Registration, requireRegistrable } from "./registration.ts";
import type { RegisteredNode } from "./state.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;
type CreateResourceNode = Registration & Readonly<{ services: number }>;

/** All services that there are: computation, database, storage. */
const allServices = 7;

/** Activates a resource node by its deposit (section 4). */
export const createResourceNode = defineMessage<Needs, CreateResourceNode>({
  type: "/stratos.register.v1.MsgCreateResourceNode",
  decode(bytes) {
    const message = atEdge(() => decodeMessage(MsgCreateResourceNodeSchema, bytes));
    return { ...parseRegistration(message), services: message.nodeType };
  },
  signers: ({ owner }) => [owner],
  check({ services }) {
    if (services < 1 || services > allServices)
      throw refuse(
        "register",
        "node-type-invalid",
        `node_type ${services}; 1 to ${allServices} (1 computation, 2 database, 4 storage)`,
      );
  },
  execute(capabilities, message) {
    const { register, block, emit } = capabilities;
    const { resourceNodeRegistration, resourceNodeDepositMin } = register.parameters();
    if (!resourceNodeRegistration)
      throw refuse(
        "register",
        "registration-closed",
        "the registration of resource nodes is switched off",
      );
    if (message.deposit < resourceNodeDepositMin || message.deposit === 0n)
      throw refuse(
        "register",
        "deposit-below-minimum",
        `a deposit of ${message.deposit}wei; at least ${resourceNodeDepositMin}wei`,
      );
    requireRegistrable(capabilities, message);

    takeDeposit(capabilities, message.owner, message.deposit);
    const limitChange = countDeposit(capabilities, message.deposit);
    const node = newNode(message, block.time);
    register.setNode(message.address, node);
    announceNode(capabilities, message.address, node);
    emit(
      typedEvent("stratos.register.v1.EventCreateResourceNode", {
        sender: message.owner,
        network_address: message.address,
        pubkey: Buffer.from(message.networkKey).toString("hex"),
        ozone_limit_changes: `${limitChange}`,
        initial_deposit: `${message.deposit}wei`,
      }),
    );
  },
});

function newNode(message: CreateResourceNode, time: number): RegisteredNode {
  const { owner, beneficiary, networkKey, services, description, deposit } = message;
  return {
    kind: "resource",
    status: "active",
    isSuspended: false,
    owner,
    beneficiary,
    networkKey,
    services,
    description,
    createdAt: time,
    initial: deposit,
    tranches: [{ amount: deposit, depositedAt: time }],
    leftAt: undefined,
    isFrozen: false,
  };
}

/** Tells the resource network of an active node. */
export function announceNode(
  { outbox }: Pick<Needs, "outbox">,
  address: string,
  node: Pick<RegisteredNode, "owner" | "beneficiary" | "services" | "initial" | "networkKey">,
): void {
  const { owner, beneficiary, services, initial, networkKey } = node;
  const body = encodeMessage(NodeRegisteredSchema, {
    node: address,
    owner,
    beneficiary,
    services,
    initial: `${initial}`,
    deposit: `${initial}`,
    networkKey,
  });
  outbox.send({ kind: "node-registered", body });
}
