import { fixedBytes, key, optional, record, text, u64, weiAmount } from "@stos/codec";
import { map } from "@stos/ledger";
import type { Wei } from "@stos/units";

export const membershipStore = "membership";

/** An admitted meta node. Consensus, issuer and network keys are three keys. */
export type Member = Readonly<{
  /** Its network address, `stsds…`. */
  node: string;
  /** ed25519: votes in the meta chain's consensus. */
  consensusKey: Uint8Array;
  /** ed25519: signs allowances. One without a key and an endpoint isn't drawn as an issuer. */
  issuerKey: Uint8Array | undefined;
  /** Its issuer's HTTP API; empty: none. */
  issuerUrl: string;
  deposit: Wei;
  /** Raised when its journal is lost: sessions of older generations get no more allowances. */
  generation: number;
}>;

/** members/‹node› */
export const members = map({
  prefix: "members/",
  key: key.text,
  codec: record<Member>({
    node: text,
    consensusKey: fixedBytes(32),
    issuerKey: optional(fixedBytes(32)),
    issuerUrl: text,
    deposit: weiAmount,
    generation: u64,
  }),
});
