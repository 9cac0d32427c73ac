import { decodeAddress, fromBase64 } from "@stos/codec";
import type { StoreWriter } from "@stos/ledger";
import { exportableGenesis } from "@stos/ledger";
import { wei } from "@stos/units";
import { readGenesis } from "../genesis-json.ts";
import type { Membership } from "./membership.ts";
import { membershipStore } from "./state.ts";

/** The first meta nodes: keys in base64, the deposit in wei. */
export type MembershipGenesis = Readonly<{
  members: readonly Readonly<{
    node: string;
    consensusKey: string;
    /** Empty: it issues nothing. */
    issuerKey: string;
    issuerUrl: string;
    deposit: string;
    generation?: number;
  }>[];
}>;

export const genesis = exportableGenesis<Needs>(membershipStore, ({ membership }, state) => {
  for (const member of readGenesis(state, "membership").list("members")) {
    const node = member.text("node");
    decodeAddress("stsds", node);
    const issuerKey = member.text("issuerKey");
    membership.admit({
      node,
      consensusKey: fromBase64(member.text("consensusKey")),
      issuerKey: issuerKey === "" ? undefined : fromBase64(issuerKey),
      issuerUrl: member.text("issuerUrl"),
      deposit: wei(member.amount("deposit")),
      generation: member.optionalCount("generation") ?? 1,
    });
  }
});

type Needs = Readonly<{ membership: Membership; state(module: string): StoreWriter }>;
