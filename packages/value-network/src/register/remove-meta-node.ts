import { decodeMessage, MsgRemoveMetaNodeSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { failCandidate } from "./candidacy.ts";
import { discountDeposit, scheduleReleases } from "./deposits.ts";
import { tellMetaRemoved } from "./expel.ts";
import { requireOwnedNode } from "./owned-node.ts";
import { remainingDeposit } from "./register.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;
type RemoveMetaNode = Readonly<{ address: string; owner: string }>;

/** A meta node leaves, or a candidate gives up. */
export const removeMetaNode = defineMessage<Needs, RemoveMetaNode>({
  type: "/stratos.register.v1.MsgRemoveMetaNode",
  decode(bytes) {
    const message = atEdge(() => decodeMessage(MsgRemoveMetaNodeSchema, bytes));
    return {
      address: requireNetworkAddress(message.metaNodeAddress, "meta_node_address"),
      owner: requireAccountAddress(message.ownerAddress, "owner_address"),
    };
  },
  signers: ({ owner }) => [owner],
  execute(capabilities, { address, owner }) {
    const { register } = capabilities;
    const candidate = register.node(address);
    if (candidate?.status === "candidate") {
      if (candidate.owner !== owner)
        throw refuse(
          "register",
          "not-the-owner",
          `${address} belongs to another wallet than ${owner}`,
        );
      return failCandidate(capabilities, address);
    }
    return leave(capabilities, { address, owner });
  },
});

function leave(capabilities: Needs, { address, owner }: RemoveMetaNode): void {
  const { block, emit, register } = capabilities;
  const node = requireOwnedNode(capabilities, { address, owner, kind: "meta" });
  const limitChange = discountDeposit(capabilities, node.initial);
  const left = { ...node, status: "leaving", leftAt: block.time } as const;
  register.setNode(address, left);
  const matureAt = scheduleReleases(capabilities, address, left);
  tellMetaRemoved(capabilities, address);
  emit(
    typedEvent("stratos.register.v1.EventUnBondingMetaNode", {
      sender: owner,
      meta_node: address,
      ozone_limit_changes: `-${limitChange}`,
      deposit_to_remove: `${remainingDeposit(node)}wei`,
      unbonding_mature_time: new Date(matureAt * 1_000).toISOString(),
    }),
  );
}
