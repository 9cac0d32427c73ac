import { decodeMessage, MsgMetaNodeRegistrationVoteSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { admitIfApproved, requireCandidacy } from "./candidacy.ts";
import { requireElector } from "./elector.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;
type RegistrationVote = Readonly<{
  candidate: string;
  opinion: boolean;
  voter: string;
  voterOwner: string;
}>;

/** An existing meta node's vote on a candidate that the Foundation approved. */
export const voteRegistration = defineMessage<Needs, RegistrationVote>({
  type: "/stratos.register.v1.MsgMetaNodeRegistrationVote",
  decode(bytes) {
    const message = atEdge(() => decodeMessage(MsgMetaNodeRegistrationVoteSchema, bytes));
    return {
      candidate: requireNetworkAddress(
        message.candidateNetworkAddress,
        "candidate_network_address",
      ),
      opinion: message.opinion,
      voter: requireNetworkAddress(message.voterNetworkAddress, "voter_network_address"),
      voterOwner: requireAccountAddress(message.voterOwnerAddress, "voter_owner_address"),
    };
  },
  signers: ({ voterOwner }) => [voterOwner],
  execute(capabilities, { candidate, opinion, voter, voterOwner }) {
    const { emit, register } = capabilities;
    const candidacy = requireCandidacy(capabilities, candidate);
    if (!candidacy.isVerified)
      throw refuse(
        "register",
        "vote-closed",
        `voting on ${candidate} opens with the Foundation's approval`,
      );
    requireElector(capabilities, candidacy, { voter, voterOwner });

    const voted = { ...candidacy, votes: [...candidacy.votes, { voter, opinion }] };
    register.state.candidacies.set(candidate, voted);
    const limitChange = admitIfApproved(capabilities, candidate, voted);
    emit(
      typedEvent("stratos.register.v1.EventMetaNodeRegistrationVote", {
        sender: voterOwner,
        voter_network_address: voter,
        candidate_network_address: candidate,
        candidate_status: limitChange === undefined ? "BOND_STATUS_UNBONDED" : "BOND_STATUS_BONDED",
        ozone_limit_changes: `${limitChange ?? 0n}`,
      }),
    );
  },
});
