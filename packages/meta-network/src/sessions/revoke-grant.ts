import { decodeMessage, MsgRevokeGrantSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";
import { stopSession } from "./close-session.ts";

type RevokeGrant = Readonly<{ wallet: string; key: string }>;

/** Takes a budget back at once: the sessions that the key opened are closed with it. */
export const revokeGrant = defineMessage<MetaCapabilities, RevokeGrant>({
  type: "/stratos.meta.v1.MsgRevokeGrant",
  decode(bytes) {
    const { wallet, key } = decodeMessage(MsgRevokeGrantSchema, bytes);
    return { wallet, key };
  },
  signers: ({ wallet }) => [wallet],
  async execute(capabilities, { wallet, key }) {
    const { ozone, emit, grants, sessions } = capabilities;
    const granted = grants.get(wallet, key);
    if (granted === undefined) throw refuse("grant-unknown", `${wallet} granted ${key} nothing`);

    for (const session of await sessions.openedBy(wallet, key)) stopSession(capabilities, session);
    grants.delete(wallet, key);
    ozone.release(wallet, granted.held);
    emit(metaEvent("GrantRevoked", { wallet, key }));
  },
});
