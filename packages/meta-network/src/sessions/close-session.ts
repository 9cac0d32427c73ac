import { decodeMessage, MsgCloseSessionSchema, networkAddress } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";
import type { Session } from "./state.ts";

type CloseSession = Readonly<{ wallet: string; session: Uint8Array }>;

/** Stops a session at once, by its own key; what it has left returns after the grace. */
export const closeSession = defineMessage<MetaCapabilities, CloseSession>({
  type: "/stratos.meta.v1.MsgCloseSession",
  decode(bytes) {
    const { wallet, session } = decodeMessage(MsgCloseSessionSchema, bytes);
    return { wallet, session };
  },
  signers: ({ session }, { sessions }) => [networkAddress(sessions.require(session).key)],
  execute(capabilities, { wallet, session: id }) {
    const session = capabilities.sessions.require(id);
    if (session.wallet !== wallet) throw refuse("not-permitted", `the session isn't ${wallet}'s`);
    if (!isLive(session)) throw refuse("session-closed", `the session is ${session.state} already`);
    stopSession(capabilities, session);
  },
});

export function isLive({ state }: Session): boolean {
  return state === "open" || state === "pending";
}

/** Closes it now: the present epoch doesn't count into its grace. */
export function stopSession(
  { epochs, parameters, sessions }: Pick<MetaCapabilities, "epochs" | "parameters" | "sessions">,
  session: Session,
): void {
  sessions.end(session, "closed", epochs.clock() + 1 + parameters.get().graceEpochs);
}
