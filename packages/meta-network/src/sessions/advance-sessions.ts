import type { MetaCapabilities } from "../capabilities.ts";
import { custodyEpochs } from "../parameters/state.ts";
import type { Session } from "./state.ts";

/** What the clock brings at an epoch's start: sessions expire, the rest of ended ones returns after their grace, and they are forgotten. */
export async function advanceSessions(capabilities: MetaCapabilities): Promise<void> {
  const { epochs, parameters, sessions } = capabilities;
  const clock = epochs.clock();
  for (const { session, event } of await sessions.takeCalendar(clock)) {
    if (event === "expire") sessions.end(session, "expired", clock + parameters.get().graceEpochs);
    else if (event === "return") await returnRest(capabilities, session);
    else await forget(capabilities, session);
  }
}

async function returnRest(
  { epochs, parameters, sessions, statements, traffic }: MetaCapabilities,
  session: Session,
): Promise<void> {
  // Its bytes are paid for by receipts, so what it brought may be placed without its hold.
  const graceLeft = Math.max(0, custodyEpochs - parameters.get().graceEpochs);
  const rest = sessions.giveBack(session, epochs.clock() + graceLeft);
  await traffic.forgetSession(session.id);
  if (rest > 0n)
    await statements.add(session.wallet, {
      epoch: epochs.open(),
      line: "returned",
      node: "",
      kind: "",
      noz: rest,
    });
}

async function forget({ sessions, storage }: MetaCapabilities, session: Session): Promise<void> {
  sessions.forget(session);
  await storage.forgetSession(session.id);
}
