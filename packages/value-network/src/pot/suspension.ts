import { decodeMessage, NodeSuspendedSchema } from "@stos/codec";
import type { ValueCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";

/** A suspended node keeps deposit, stake share and unsettled traffic; l does not move (reading 25). */
export function receiveSuspension(
  { register }: Pick<ValueCapabilities, "register">,
  body: Uint8Array,
  isSuspended: boolean,
): void {
  const { node: address } = decodeMessage(NodeSuspendedSchema, body);
  const node = register.node(address);
  if (node?.kind !== "resource" || node.status === "gone")
    throw refuse("pot", "node-unknown", `${address} is no resource node`);
  register.setNode(address, { ...node, isSuspended });
}
