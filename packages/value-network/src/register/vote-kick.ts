import { decodeMessage, MsgKickMetaNodeVoteSchema } from "@stos/codec";
import { isMetaNodeKicked } from "@stos/economy";
import { defineMessage } from "@stos/ledger";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { deadlineKind } from "./candidacy.ts";
import { requireElector } from "./elector.ts";
import { expelNode, tellMetaRemoved } from "./expel.ts";
import type { Kick } from "./state.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;
type KickVote = Readonly<{ target: string; opinion: boolean; voter: string; voterOwner: string }>;

/** A vote to remove a meta node: more than 2/3 of the others, at least 3, within 7 days; as an improper exit (reading 21). */
export const voteKick = defineMessage<Needs, KickVote>({
  type: "/stratos.register.v1.MsgKickMetaNodeVote",
  decode(bytes) {
    const message = atEdge(() => decodeMessage(MsgKickMetaNodeVoteSchema, bytes));
    return {
      target: requireNetworkAddress(message.targetNetworkAddress, "target_network_address"),
      opinion: message.opinion,
      voter: requireNetworkAddress(message.voterNetworkAddress, "voter_network_address"),
      voterOwner: requireAccountAddress(message.voterOwnerAddress, "voter_owner_address"),
    };
  },
  signers: ({ voterOwner }) => [voterOwner],
  async execute(capabilities, { target, opinion, voter, voterOwner }) {
    const { emit, register } = capabilities;
    if (!register.isActiveMeta(target))
      throw refuse("register", "node-unknown", `${target} is no admitted meta node`);
    const kick = register.state.kicks.get(target) ?? (await openKick(capabilities, target));
    requireElector(capabilities, kick, { voter, voterOwner });

    const voted = { ...kick, votes: [...kick.votes, { voter, opinion }] };
    register.state.kicks.set(target, voted);
    const isKicked = await kickIfAgreed(capabilities, target, voted);
    emit(
      typedEvent("stratos.register.v1.EventKickMetaNodeVote", {
        sender: voterOwner,
        voter_network_address: voter,
        target_network_address: target,
        target_status: isKicked ? "BOND_STATUS_UNBONDING" : "BOND_STATUS_BONDED",
      }),
    );
  },
});

async function openKick({ block, register }: Needs, target: string): Promise<Kick> {
  const expiresAt = block.time + register.parameters().votingSeconds;
  const others = (await register.metaNodes()).filter((address) => address !== target);
  register.state.deadlines.set([expiresAt, deadlineKind.kick, target], true);
  return { expiresAt, electorate: others, votes: [] };
}

async function kickIfAgreed(capabilities: Needs, target: string, kick: Kick): Promise<boolean> {
  const { register } = capabilities;
  const electorate = kick.electorate.filter((member) => register.isActiveMeta(member));
  const yes = kick.votes.filter(({ voter, opinion }) => opinion && electorate.includes(voter));
  const vote = { electorate: BigInt(electorate.length), yes: BigInt(yes.length) };
  if (!register.isActiveMeta(target) || !isMetaNodeKicked(vote)) return false;

  closeKick(capabilities, target, kick);
  await expelNode(capabilities, target);
  tellMetaRemoved(capabilities, target);
  return true;
}

/** The time is over: those who are left of the electorate may have agreed by now. */
export async function endKick(capabilities: Needs, target: string, kick: Kick): Promise<void> {
  if (!(await kickIfAgreed(capabilities, target, kick))) closeKick(capabilities, target, kick);
}

function closeKick(
  { register }: Pick<Needs, "register">,
  target: string,
  { expiresAt }: Kick,
): void {
  register.state.kicks.delete(target);
  register.state.deadlines.delete([expiresAt, deadlineKind.kick, target]);
}
