import type { Route } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { isoTime } from "../iso-time.ts";

const listedMax = 1_000;

/** Double signing that was punished, oldest first, as the Cosmos SDK lists it. */
export const routes: readonly Route<Pick<ValueCapabilities, "evidence">>[] = [
  {
    method: "GET",
    path: "/cosmos/evidence/v1beta1/evidence",
    async handle({ evidence }) {
      const rows: unknown[] = [];
      for await (const [[height, address], { time, power }] of evidence.handled.entries({
        limit: listedMax,
      }))
        rows.push({
          "@type": "/cosmos.evidence.v1beta1.Equivocation",
          height: `${height}`,
          time: isoTime(time),
          power: `${power}`,
          consensus_address: address,
        });
      return { evidence: rows, pagination: { next_key: null, total: `${rows.length}` } };
    },
  },
];
