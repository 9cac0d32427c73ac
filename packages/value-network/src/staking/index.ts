import type { Module } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { beginRedelegate } from "./begin-redelegate.ts";
import { runStakingCalendar } from "./calendar.ts";
import { cancelUnbonding } from "./cancel-unbonding.ts";
import { createValidator } from "./create-validator.ts";
import { delegate } from "./delegate.ts";
import { editValidator } from "./edit-validator.ts";
import { genesis } from "./genesis.ts";
import { invariants } from "./invariants.ts";
import { stakingQueries } from "./queries.ts";
import { stakingStore } from "./state.ts";
import { undelegate } from "./undelegate.ts";
import { updateValidatorSet } from "./validator-set.ts";

/** Validators, delegations, and who is bonded. */
export const staking: Module<ValueCapabilities> = {
  name: stakingStore,
  messages: [
    createValidator,
    editValidator,
    delegate,
    undelegate,
    beginRedelegate,
    cancelUnbonding,
  ],
  queries: stakingQueries.map(({ query }) => query),
  routes: stakingQueries.map(({ route }) => route),
  genesis,
  invariants,
  async endBlock(capabilities) {
    await updateValidatorSet(capabilities);
    await runStakingCalendar(capabilities);
  },
};
