import type { MetaCapabilities } from "../capabilities.ts";
import { forfeitTraffic } from "../traffic/forfeit.ts";

/**
 * The end of a leaving node at unregister + 14 d: what it has unsettled goes back to the limit unpaid (reading 15). While
 * clocks stand still after a halt, nobody's traffic is forfeited.
 */
export async function shutDownDueNodes({
  block,
  epochs,
  nodes,
  outbox,
  traffic,
}: Pick<MetaCapabilities, "block" | "epochs" | "nodes" | "outbox" | "traffic">): Promise<void> {
  if (epochs.areClocksPaused()) return;

  for (const node of await nodes.takeDue(block.time)) {
    const known = nodes.require(node);
    nodes.set({ ...known, state: "gone" });
    await forfeitTraffic({ outbox, traffic }, node);
  }
}
