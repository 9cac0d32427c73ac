import type { PacketResult } from "@stos/ledger";
import { type Noz, noz, sum } from "@stos/units";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import type { Pot } from "./pot.ts";

/** Sends a packet that carries Ozone, and counts it as in flight until a report says that it has arrived (I5). */
export function sendOzone(
  { outbox, pot }: Pick<ValueCapabilities, "outbox" | "pot">,
  packet: Readonly<{ kind: string; body: Uint8Array; noz: Noz }>,
): void {
  const number = outbox.send({ kind: packet.kind, body: packet.body });
  if (packet.noz > 0n) pot.state.flight.set(number, packet.noz);
}

/**
 * The resource network refused a packet of ours. That never should be: what it can't credit waits there. Where it was Ozone, it
 * stays sold and in flight under the packet's number, so that nothing is lost and somebody can see to it (I5).
 */
export function noteRefusal(
  { emit, pot }: Pick<ValueCapabilities, "emit" | "pot">,
  { number, packet, code, reason }: PacketResult,
): void {
  if (code === 0) return;
  const carried = pot.state.flight.get(number) ?? noz(0n);
  if (carried > 0n) {
    pot.state.flight.delete(number);
    pot.state.refused.set(number, carried);
  }
  emit(
    typedEvent("stratos.pot.v1.EventPacketRefused", {
      number: `${number}`,
      kind: packet.kind,
      noz: `${carried}`,
      code: `${code}`,
      reason,
    }),
  );
}

/** Forgets the packets up to the number that a report's state had handled. */
export async function dropArrived(pot: Pot, inboxNumber: number): Promise<void> {
  const arrived: number[] = [];
  for await (const [number] of pot.state.flight.entries({ lt: inboxNumber + 1 }))
    arrived.push(number);
  for (const number of arrived) pot.state.flight.delete(number);
}

/** Of packets that are under way, and of those that were refused. */
export async function ozoneInFlight(pot: Pot): Promise<Noz> {
  const carried: Noz[] = [noz(0n)];
  for (const packets of [pot.state.flight, pot.state.refused])
    for await (const [, amount] of packets.entries()) carried.push(amount);
  return sum(carried);
}
