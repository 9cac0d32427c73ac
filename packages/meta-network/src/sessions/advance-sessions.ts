import type { MetaCapabilities } from "../capabilities.ts";
import type { Session } from "./state.ts";

/** What the clock brings at an epoch's start: sessions expire, and the rest of ended ones returns after their grace. */
export async function advanceSessions(capabilities: MetaCapabilities): Promise<void> {
  const { epochs, parameters, sessions } = capabilities;
  const clock = epochs.clock();
  for (const { session, event } of await sessions.takeCalendar(clock)) {
    if (event === "expire") sessions.end(session, "expired", clock + parameters.get().graceEpochs);
    else await returnRest(capabilities, session);
  }
}

async function returnRest(
  { epochs, sessions, statements, storage, traffic }: MetaCapabilities,
  session: Session,
): Promise<void> {
  const rest = sessions.giveBack(session);
  await traffic.forgetSession(session.id);
  await storage.forgetSession(session.id);
  if (rest > 0n)
    await statements.add(session.wallet, {
      epoch: epochs.open(),
      line: "returned",
      node: "",
      kind: "",
      noz: rest,
    });
}
