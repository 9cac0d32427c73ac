import {
  decodeMessage,
  encodeMessage,
  MsgRemoveResourceNodeSchema,
  NodeUnregisteredSchema,
} from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { atEdge } from "../wire.ts";
import { discountDeposit, scheduleReleases } from "./deposits.ts";
import { requireOwnedNode } from "./owned-node.ts";
import { remainingDeposit } from "./register.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;
type RemoveResourceNode = Readonly<{ address: string; owner: string }>;

/** Unregisters a resource node: l falls at once, the 14 days of cooling-off begin (section 4; readings 1, 14). */
export const removeResourceNode = defineMessage<Needs, RemoveResourceNode>({
  type: "/stratos.register.v1.MsgRemoveResourceNode",
  decode(bytes) {
    const message = atEdge(() => decodeMessage(MsgRemoveResourceNodeSchema, bytes));
    return {
      address: requireNetworkAddress(message.resourceNodeAddress, "resource_node_address"),
      owner: requireAccountAddress(message.ownerAddress, "owner_address"),
    };
  },
  signers: ({ owner }) => [owner],
  execute(capabilities, { address, owner }) {
    const { block, emit, outbox, register } = capabilities;
    const node = requireOwnedNode(capabilities, { address, owner, kind: "resource" });

    discountDeposit(capabilities, node.initial);
    const left = { ...node, status: "leaving", leftAt: block.time } as const;
    register.setNode(address, left);
    const matureAt = scheduleReleases(capabilities, address, left);
    const body = encodeMessage(NodeUnregisteredSchema, { node: address, time: BigInt(block.time) });
    outbox.send({ kind: "node-unregistered", body });
    emit(
      typedEvent("stratos.register.v1.EventUnBondingResourceNode", {
        sender: owner,
        resource_node: address,
        deposit_to_remove: `${remainingDeposit(node)}wei`,
        unbonding_mature_time: new Date(matureAt * 1_000).toISOString(),
      }),
    );
  },
});
