import type { Invariant } from "@stos/ledger";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";

type Needs = Pick<ValueCapabilities, "bank" | "staking">;

export const invariants: readonly Invariant<Needs>[] = [
  {
    name: "the pools hold the validators' tokens and what is unbonding",
    async check({ bank, staking }) {
      let bonded = 0n;
      let notBonded = 0n;
      for await (const [, { status, tokens }] of staking.state.validators.entries()) {
        if (status === "bonded") bonded += tokens;
        else notBonded += tokens;
      }
      for await (const [, entries] of staking.state.unbondings.entries())
        for (const { balance } of entries) notBonded += balance;
      const held = {
        bonded: bank.balance(moduleAccounts.bonded),
        notBonded: bank.balance(moduleAccounts.notBonded),
      };
      if (held.bonded === bonded && held.notBonded === notBonded) return undefined;
      return `bonded ${bonded} of ${held.bonded}, not bonded ${notBonded} of ${held.notBonded}`;
    },
  },
  {
    name: "each validator's shares are its delegations'",
    async check({ staking }) {
      const totals = new Map<string, bigint>();
      for await (const [[delegator, operator], shares] of staking.state.delegations.entries()) {
        if (shares <= 0n) return `${delegator} has ${shares} shares of ${operator}`;
        if (!staking.state.delegators.has([operator, delegator]))
          return `${operator} doesn't know its delegator ${delegator}`;
        totals.set(operator, (totals.get(operator) ?? 0n) + shares);
      }
      for await (const [operator, { shares }] of staking.state.validators.entries()) {
        const total = totals.get(operator) ?? 0n;
        if (total !== shares) return `${operator}: ${shares} shares, its delegations ${total}`;
        totals.delete(operator);
      }
      const [stray] = totals.keys();
      return stray === undefined ? undefined : `there are delegations to ${stray}, which is gone`;
    },
  },
  {
    name: "bonded validators are those that the engine knows",
    async check({ staking }) {
      for await (const [operator, { status }] of staking.state.validators.entries())
        if ((status === "bonded") !== staking.state.bondedPowers.has(operator))
          return `${operator} is ${status}`;
      return undefined;
    },
  },
];
