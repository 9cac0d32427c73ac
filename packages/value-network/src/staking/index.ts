import type { Module } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { coinOf } from "../coins.ts";
import { genesis } from "./genesis.ts";
import { stakingStore } from "./state.ts";

/** The genesis validators and their genesis delegators. */
export const staking: Module<Pick<ValueCapabilities, "bank" | "staking" | "state">> = {
  name: stakingStore,
  genesis,
  routes: [
    {
      method: "GET",
      path: "/cosmos/staking/v1beta1/pool",
      handle: ({ staking }) => ({
        pool: { bonded_tokens: coinOf(staking.bonded()).amount, not_bonded_tokens: "0" },
      }),
    },
  ],
};
