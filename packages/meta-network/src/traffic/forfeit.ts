import { encodeMessage, NodeGoneSchema } from "@stos/codec";
import type { MetaCapabilities } from "../capabilities.ts";

/** A node that is gone gives its unsettled traffic back to the limit unpaid, and the value network hears how much it is. */
export async function forfeitTraffic(
  { outbox, traffic }: Pick<MetaCapabilities, "outbox" | "traffic">,
  node: string,
): Promise<void> {
  const forfeited = await traffic.forfeit(node);
  const number = outbox.send({
    kind: "node-gone",
    body: encodeMessage(NodeGoneSchema, { node, proper: true, forfeited: `${forfeited}` }),
  });
  traffic.rememberShutdown(number, { node, forfeited });
}
