import { type Noz, noz, sum } from "@stos/units";
import type { ValueCapabilities } from "../capabilities.ts";
import type { Pot } from "./pot.ts";

/** Sends a packet that carries Ozone, and counts it as in flight until a report says that it has arrived (I5). */
export function sendOzone(
  { outbox, pot }: Pick<ValueCapabilities, "outbox" | "pot">,
  packet: Readonly<{ kind: string; body: Uint8Array; noz: Noz }>,
): void {
  const number = outbox.send({ kind: packet.kind, body: packet.body });
  if (packet.noz > 0n) pot.state.flight.set(number, packet.noz);
}

/** Forgets the packets up to the number that a report's state had handled. */
export async function dropArrived(pot: Pot, inboxNumber: number): Promise<void> {
  const arrived: number[] = [];
  for await (const [number] of pot.state.flight.entries({ lt: inboxNumber + 1 }))
    arrived.push(number);
  for (const number of arrived) pot.state.flight.delete(number);
}

export async function ozoneInFlight(pot: Pot): Promise<Noz> {
  const carried: Noz[] = [noz(0n)];
  for await (const [, amount] of pot.state.flight.entries()) carried.push(amount);
  return sum(carried);
}
