import { decodeMessage, MsgCreateMetaNodeSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { deadlineKind } from "./candidacy.ts";
import { takeDeposit } from "./deposits.ts";
import { parseRegistration, type Registration, requireRegistrable } from "./registration.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "pot" | "register">;

/** A candidate deposits; it is admitted by the Foundation's approval and the votes of all meta nodes (section 4; reading 20). */
export const createMetaNode = defineMessage<Needs, Registration>({
  type: "/stratos.register.v1.MsgCreateMetaNode",
  decode: (bytes) => parseRegistration(atEdge(() => decodeMessage(MsgCreateMetaNodeSchema, bytes))),
  signers: ({ owner }) => [owner],
  execute(capabilities, message) {
    const { block, emit, register } = capabilities;
    const { metaNodeDepositMin, votingSeconds } = register.parameters();
    if (message.deposit < metaNodeDepositMin || message.deposit === 0n)
      throw refuse(
        "register",
        "deposit-below-minimum",
        `a deposit of ${message.deposit}wei; at least ${metaNodeDepositMin}wei`,
      );
    requireRegistrable(capabilities, message);

    takeDeposit(capabilities, message.owner, message.deposit);
    const { address, owner, beneficiary, networkKey, description, deposit } = message;
    register.setNode(address, {
      kind: "meta",
      status: "candidate",
      isSuspended: false,
      owner,
      beneficiary,
      networkKey,
      services: 0,
      description,
      createdAt: block.time,
      initial: deposit,
      tranches: [{ amount: deposit, depositedAt: block.time }],
      leftAt: undefined,
      isFrozen: false,
    });
    const expiresAt = block.time + votingSeconds;
    register.state.candidacies.set(address, {
      expiresAt,
      isVerified: false,
      reportHash: new Uint8Array(),
      specs: "",
      location: "",
      electorate: [],
      votes: [],
    });
    register.state.deadlines.set([expiresAt, deadlineKind.candidacy, address], true);
    emit(
      typedEvent("stratos.register.v1.EventCreateMetaNode", {
        sender: owner,
        network_address: address,
      }),
    );
  },
});
