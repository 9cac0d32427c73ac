import { decodeMessage, NodeGoneSchema } from "@stos/codec";
import { returnOzone } from "@stos/economy";
import { min, type Noz, noz, sub } from "@stos/units";
import type { ValueCapabilities } from "../capabilities.ts";
import { parseAmount } from "../coins.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { expelNode } from "../register/expel.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;

/**
 * The resource network says that a node has stopped. Proper: its cooling-off is over, only unsettled traffic is lost
 * (reading 15). Improper: locked rewards are cancelled and l falls, and only then rises by the traffic (reading 16).
 */
export async function receiveNodeGone(capabilities: Needs, body: Uint8Array): Promise<void> {
  const { emit, register } = capabilities;
  const message = decodeMessage(NodeGoneSchema, body);
  const node = register.node(message.node);
  if (node === undefined || node.status === "gone" || node.status === "candidate")
    throw refuse("pot", "node-unknown", `${message.node} is no node that could stop`);

  const isProper = message.proper && isCooledOff(capabilities, node.leftAt);
  if (isProper) register.setNode(message.node, { ...node, status: "gone" });
  else await expelNode(capabilities, message.node);

  const forfeited = forfeit(capabilities, noz(parseAmount(message.forfeited)));
  emit(
    typedEvent("stratos.register.v1.EventNodeGone", {
      network_address: message.node,
      proper: `${isProper}`,
      forfeited_noz: `${forfeited}`,
    }),
  );
}

function isCooledOff({ block, register }: Needs, leftAt: number | undefined): boolean {
  return leftAt !== undefined && block.time >= leftAt + register.parameters().coolingOffSeconds;
}

/** l += it, O −= it; never more than is sold. */
function forfeit({ pot }: Needs, claimed: Noz): Noz {
  const forfeited = min(claimed, pot.outstanding());
  pot.setPool(returnOzone(pot.pool(), forfeited));
  pot.addOzone("returned", forfeited);

  const accounts = pot.state.accounts.get();
  if (accounts !== undefined) {
    const total = sub(accounts.total, min(accounts.total, forfeited));
    pot.state.accounts.set({ ...accounts, total });
  }
  return forfeited;
}
