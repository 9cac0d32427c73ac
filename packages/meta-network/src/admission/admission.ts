import { type Admission, sdkError, type Transaction } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { pendingCounter } from "./pending.ts";

/** Nothing but `MsgUpdateClient` and `MsgReceivePackets`: what a relayer sends. */
const relayPrefix = "/stratos.relay.v1.";

/**
 * There is no gas coin: who may have nothing here gets nothing in. Known are wallets with Ozone, keys of sessions, grants
 * and resource nodes, and members, who are the relayers. `signatures` is the framework's own check.
 */
export function metaAdmission<C extends MetaCapabilities>(signatures: Admission<C>): Admission<C> {
  const pending = pendingCounter();
  return {
    async admit(capabilities, transaction, mode) {
      requireNoFee(transaction);
      for (const signer of transaction.signers)
        if (!isAdmitted(capabilities, signer, transaction))
          throw sdkError(
            "unauthorized",
            `${signer} has no Ozone, session, grant or node on this chain; buy Ozone with a PREPAY`,
          );
      await signatures.admit(capabilities, transaction, mode);
      if (mode === "check")
        for (const signer of transaction.signers) pending.take(capabilities.block.height, signer);
    },
  };
}

function requireNoFee({ fee }: Transaction): void {
  if (fee.amount.length > 0)
    throw sdkError("invalid-coins", "this chain takes no fee: leave it empty");
}

function isAdmitted(
  { ozone, keys, membership }: MetaCapabilities,
  signer: string,
  { messages }: Transaction,
): boolean {
  if (keys.isKnown(signer)) return true;
  if (membership.get(signer) !== undefined)
    return messages.every(({ typeUrl }) => typeUrl.startsWith(relayPrefix));
  const { available, held } = ozone.get(signer);
  return available + held > 0n;
}
