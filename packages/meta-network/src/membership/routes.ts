import { toBase64 } from "@stos/codec";
import type { Route } from "@stos/ledger";
import type { Membership } from "./membership.ts";

export const routes: readonly Route<Readonly<{ membership: Membership }>>[] = [
  {
    method: "GET",
    path: "/stratos/meta/v1/members",
    async handle({ membership }) {
      const members = await membership.all();
      return {
        members: members.map(
          ({ node, consensusKey, issuerKey, issuerUrl, deposit, generation }) => ({
            node,
            consensusKey: toBase64(consensusKey),
            issuerKey: issuerKey === undefined ? "" : toBase64(issuerKey),
            issuerUrl,
            deposit: `${deposit}`,
            generation,
          }),
        ),
      };
    },
  },
];
