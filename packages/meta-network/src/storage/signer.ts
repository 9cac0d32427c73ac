import { isAddress, networkAddress } from "@stos/codec";
import type { MetaCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";
import type { Right } from "../sessions/rights.ts";

/** Where a session is named its key signs, else the wallet. */
export function signerOf(
  { wallet, session }: Readonly<{ wallet: string; session: Uint8Array }>,
  { sessions }: Pick<MetaCapabilities, "sessions">,
): readonly string[] {
  if (!isAddress("st", wallet)) throw refuse("message-invalid", `"${wallet}" is no wallet`);
  return [session.length === 0 ? wallet : networkAddress(sessions.require(session).key)];
}

/** A wallet may do everything with its own; a session what its rights say. */
export function authorize(
  { sessions }: Pick<MetaCapabilities, "sessions">,
  need: Readonly<{ wallet: string; bucket: string; session: Uint8Array; right: Right }>,
): void {
  if (need.session.length > 0) sessions.authorize(need.session, need);
}

/** The session as a source of holds; undefined where the wallet acts itself. */
export function holdSource(session: Uint8Array): Uint8Array | undefined {
  return session.length === 0 ? undefined : session;
}
