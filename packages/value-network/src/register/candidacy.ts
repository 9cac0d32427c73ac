import { encodeMessage, MetaAdmittedSchema } from "@stos/codec";
import { isMetaNodeApproved } from "@stos/economy";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";
import { countDeposit } from "./deposits.ts";
import { remainingDeposit } from "./register.ts";
import type { Candidacy, RegisteredNode } from "./state.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "outbox" | "pot" | "register">;

/** What a deadline in the calendar ends. */
export const deadlineKind = { candidacy: "candidacy", kick: "kick" } as const;

/** The open candidacy of the address. Throws `ChainError`. */
export function requireCandidacy(
  { block, register }: Pick<Needs, "block" | "register">,
  address: string,
): Candidacy {
  const candidacy = register.state.candidacies.get(address);
  if (candidacy === undefined)
    throw refuse("register", "not-a-candidate", `${address} is no candidate`);
  if (block.time >= candidacy.expiresAt)
    throw refuse("register", "vote-closed", `the time to approve ${address} is over`);
  return candidacy;
}

/**
 * Admits the candidate once enough of the electorate approve; those removed since don't count, so it is asked once more
 * when the time runs out. Answers the limit's rise.
 */
export function admitIfApproved(
  capabilities: Needs,
  address: string,
  candidacy: Candidacy,
): bigint | undefined {
  const { register } = capabilities;
  const { approvalNumerator, approvalDenominator } = register.parameters();
  const electorate = candidacy.electorate.filter((member) => register.isActiveMeta(member));
  const yes = candidacy.votes.filter(({ voter, opinion }) => opinion && electorate.includes(voter));
  const threshold = {
    numerator: BigInt(approvalNumerator),
    denominator: BigInt(approvalDenominator),
  };
  const isApproved = isMetaNodeApproved(
    { electorate: BigInt(electorate.length), yes: BigInt(yes.length) },
    threshold,
  );
  return candidacy.isVerified && isApproved ? admit(capabilities, address) : undefined;
}

/** l rises at admission (reading 20). */
function admit(capabilities: Needs, address: string): bigint {
  const { register } = capabilities;
  const node = requireCandidate(capabilities, address);
  const change = countDeposit(capabilities, node.initial);
  register.setNode(address, { ...node, status: "active" });
  closeCandidacy(capabilities, address);
  announceMeta(capabilities, address, node);
  return change;
}

/** Tells the resource network of an admitted meta node. */
export function announceMeta(
  { outbox }: Pick<Needs, "outbox">,
  address: string,
  node: Pick<RegisteredNode, "networkKey" | "initial">,
): void {
  const body = encodeMessage(MetaAdmittedSchema, {
    node: address,
    consensusKey: node.networkKey,
    deposit: `${node.initial}`,
  });
  outbox.send({ kind: "meta-admitted", body });
}

/** The time is over: those who are left of the electorate may all have approved, else the candidate failed. */
export function endCandidacy(capabilities: Needs, address: string): void {
  const candidacy = capabilities.register.state.candidacies.get(address);
  if (candidacy === undefined) throw new RangeError(`${address} has a deadline and no candidacy`);
  if (admitIfApproved(capabilities, address, candidacy) === undefined)
    failCandidate(capabilities, address);
}

/** A candidate who failed, or gave up, gets his deposit back at once: it never counted. */
export function failCandidate(capabilities: Needs, address: string): void {
  const { bank, pot, register } = capabilities;
  const node = requireCandidate(capabilities, address);
  const deposit = remainingDeposit(node);
  bank.transfer(moduleAccounts.deposits, node.owner, deposit);
  pot.addFlow("released", deposit);
  register.setNode(address, { ...node, status: "gone", tranches: [] });
  closeCandidacy(capabilities, address);
}

function requireCandidate({ register }: Pick<Needs, "register">, address: string): RegisteredNode {
  const node = register.node(address);
  if (node?.status !== "candidate")
    throw new RangeError(`the candidacy of ${address} has no candidate`);
  return node;
}

function closeCandidacy({ register }: Pick<Needs, "register">, address: string): void {
  const { expiresAt } = register.state.candidacies.get(address) ?? { expiresAt: 0 };
  register.state.candidacies.delete(address);
  register.state.deadlines.delete([expiresAt, deadlineKind.candidacy, address]);
}
