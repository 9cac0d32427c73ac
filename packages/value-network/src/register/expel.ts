import { encodeMessage, MetaRemovedSchema } from "@stos/codec";
import { expelFromPool } from "@stos/economy";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { cancelLockedRewards } from "../pot/locked-rewards.ts";
import { scheduleReleases } from "./deposits.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;

/**
 * An improper exit: locked rewards are cancelled, l falls if it hasn't yet, and the deposit's clock runs from now
 * (readings 11, 16). Where l would not stay positive its fall is skipped, and an event says so.
 */
export async function expelNode(capabilities: Needs, address: string): Promise<void> {
  const { block, emit, pot, register } = capabilities;
  const node = register.node(address);
  if (node === undefined || node.status === "gone") return;

  const cancelled = await cancelLockedRewards(capabilities, address);
  if (node.status === "active") {
    const { pool, isSkipped } = expelFromPool(pot.pool(), node.initial, pot.profile());
    pot.setPool(pool);
    if (isSkipped)
      emit(typedEvent("stratos.pot.v1.EventLimitFallSkipped", { network_address: address }));
    const left = { ...node, status: "gone", leftAt: block.time } as const;
    register.setNode(address, left);
    scheduleReleases(capabilities, address, left);
  } else register.setNode(address, { ...node, status: "gone" });

  emit(
    typedEvent("stratos.pot.v1.EventRewardsCancelled", {
      network_address: address,
      traffic: `${cancelled.traffic}wei`,
      mining: `${cancelled.mining}wei`,
    }),
  );
}

/** Tells the resource network that a meta node is no member any more. */
export function tellMetaRemoved({ outbox }: Pick<Needs, "outbox">, address: string): void {
  outbox.send({ kind: "meta-removed", body: encodeMessage(MetaRemovedSchema, { node: address }) });
}
