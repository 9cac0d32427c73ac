import { decodeMessage, NodeGoneSchema } from "@stos/codec";
import { noz } from "@stos/units";
import type { ValueCapabilities } from "../capabilities.ts";
import { parseAmount } from "../coins.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { expelNode } from "../register/expel.ts";
import { forfeitTraffic } from "./forfeit.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;

/**
 * The resource network says that a node has stopped. Proper: its cooling-off is over, only unsettled traffic is lost
 * (reading 15). Improper: locked rewards are cancelled and l falls, and only then rises by the traffic (reading 16). Of a node
 * that is gone, only further traffic is taken: what a void epoch gave back to it after its end.
 */
export async function receiveNodeGone(capabilities: Needs, body: Uint8Array): Promise<void> {
  const { emit, pot, register } = capabilities;
  const message = decodeMessage(NodeGoneSchema, body);
  const claimed = noz(parseAmount(message.forfeited));
  const node = register.node(message.node);
  const isFurther = node?.status === "gone" && message.proper && claimed > 0n;
  if (node === undefined || node.status === "candidate" || (node.status === "gone" && !isFurther))
    throw refuse("pot", "node-unknown", `${message.node} is no node that could stop`);

  const isProper = isFurther || (message.proper && isCooledOff(capabilities, node.leftAt));
  if (isProper) register.setNode(message.node, { ...node, status: "gone" });
  else await expelNode(capabilities, message.node);

  const forfeited = await forfeitTraffic(pot, claimed);
  emit(
    typedEvent("stratos.register.v1.EventNodeGone", {
      network_address: message.node,
      proper: `${isProper}`,
      forfeited_noz: `${forfeited}`,
    }),
  );
}

/** The other network's clock may be ahead of ours by as much as its headers may: who waited by it is not punished. */
const clockDriftSeconds = 30;

function isCooledOff({ block, register }: Needs, leftAt: number | undefined): boolean {
  const { coolingOffSeconds } = register.parameters();
  return leftAt !== undefined && block.time + clockDriftSeconds >= leftAt + coolingOffSeconds;
}
