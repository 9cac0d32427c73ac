import { decodeMessage, isAddress, MsgGrantSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import { type Noz, noz } from "@stos/units";
import { parsePositiveNoz } from "../amounts.ts";
import type { MetaCapabilities } from "../capabilities.ts";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";
import { parseRights, type Rights } from "./rights.ts";

type GrantBudget = Readonly<{
  wallet: string;
  key: string;
  nozPerEpoch: Noz;
  rights: Rights;
  untilEpoch: number;
}>;

/** Bytes that a grant's entry is held for. */
const grantBytes = 512;

/** A wallet lets another key (secp256k1, `st…`, or ed25519, `stsds…`) open sessions within a budget. Again: replaces it. */
export const grant = defineMessage<MetaCapabilities, GrantBudget>({
  type: "/stratos.meta.v1.MsgGrant",
  decode(bytes) {
    const { wallet, key, nozPerEpoch, rights, buckets, untilEpoch } = decodeMessage(
      MsgGrantSchema,
      bytes,
    );
    return {
      wallet,
      key,
      nozPerEpoch: parsePositiveNoz(nozPerEpoch, "noz_per_epoch"),
      rights: parseRights(rights, buckets),
      untilEpoch: Number(untilEpoch),
    };
  },
  signers: ({ wallet }) => [wallet],
  check({ wallet, key, untilEpoch }) {
    if (!isAddress("st", wallet)) throw refuse("message-invalid", `"${wallet}" is no wallet`);
    if (!isAddress("st", key) && !isAddress("stsds", key))
      throw refuse("message-invalid", `"${key}" is no key's address`);
    if (key === wallet) throw refuse("message-invalid", "a wallet needs no grant of its own");
    if (!Number.isSafeInteger(untilEpoch))
      throw refuse("message-invalid", "until_epoch stays below 2^53");
  },
  execute(
    { emit, grants, parameters, sessions },
    { wallet, key, nozPerEpoch, rights, untilEpoch },
  ) {
    const before = grants.get(wallet, key);
    const held = before?.held ?? noz(BigInt(parameters.get().stateNozPerByte * grantBytes));
    if (before === undefined) sessions.holdState(wallet, held, undefined);
    const spent = before?.spent ?? noz(0n);
    grants.set(wallet, key, {
      nozPerEpoch,
      rights,
      untilEpoch,
      spent,
      spentEpoch: before?.spentEpoch ?? 0,
      held,
    });
    emit(
      metaEvent("Granted", { wallet, key, noz_per_epoch: nozPerEpoch, until_epoch: untilEpoch }),
    );
  },
});
