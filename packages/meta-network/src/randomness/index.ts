import { toHex } from "@stos/codec";
import type { Module } from "@stos/ledger";
import { exportableGenesis } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { notFound } from "../failure.ts";
import { randomnessStore } from "./state.ts";

/** R(h), from which issuers and sessions' seeds are drawn. */
export const randomness: Module<MetaCapabilities> = {
  name: randomnessStore,
  genesis: exportableGenesis(randomnessStore),
  endBlock: ({ randomness }) => randomness.prune(),
  routes: [
    {
      method: "GET",
      path: "/stratos/meta/v1/randomness/:height",
      async handle({ randomness }, { params }) {
        const height = Number(params["height"]);
        const value = Number.isSafeInteger(height) ? await randomness.at(height) : undefined;
        if (value === undefined) throw notFound("randomness of that height");
        return { height, value: toHex(value) };
      },
    },
  ],
};
