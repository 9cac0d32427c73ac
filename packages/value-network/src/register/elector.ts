import type { ValueCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";
import type { Kick } from "./state.ts";

/** Refuses a vote of one who isn't in the electorate, who is gone since, who doesn't own the node, or who voted already. */
export function requireElector(
  { register }: Pick<ValueCapabilities, "register">,
  { electorate, votes }: Pick<Kick, "electorate" | "votes">,
  { voter, voterOwner }: Readonly<{ voter: string; voterOwner: string }>,
): void {
  if (!electorate.includes(voter) || !register.isActiveMeta(voter))
    throw refuse(
      "register",
      "not-an-elector",
      `${voter} is not among the meta nodes that may vote`,
    );
  if (register.node(voter)?.owner !== voterOwner)
    throw refuse(
      "register",
      "not-the-owner",
      `${voter} belongs to another wallet than ${voterOwner}`,
    );
  if (votes.some((vote) => vote.voter === voter))
    throw refuse("register", "already-voted", `${voter} has voted`);
}
