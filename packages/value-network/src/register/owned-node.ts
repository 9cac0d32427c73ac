import type { ValueCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";
import type { RegisteredNode } from "./state.ts";

/** The active node of that kind and owner. Throws `ChainError`. */
export function requireOwnedNode(
  { register }: Pick<ValueCapabilities, "register">,
  {
    address,
    owner,
    kind,
  }: Readonly<{ address: string; owner: string; kind: RegisteredNode["kind"] }>,
): RegisteredNode {
  const node = register.node(address);
  if (node === undefined || node.kind !== kind)
    throw refuse("register", "node-unknown", `${address} is no registered ${kind} node`);
  if (node.owner !== owner)
    throw refuse("register", "not-the-owner", `${address} belongs to another wallet than ${owner}`);
  if (node.status !== "active")
    throw refuse("register", "node-not-active", `${address} is ${node.status}, not active`);
  return node;
}
