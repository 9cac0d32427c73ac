import { exportableGenesis, type Module } from "@stos/ledger";
import { sum, wei } from "@stos/units";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { mintQueries } from "./mint-queries.ts";
import { overdrawn } from "./overdrawn.ts";
import { distributionQueries } from "./queries.ts";
import { setWithdrawAddress } from "./set-withdraw-address.ts";
import { distributionStore } from "./state.ts";
import { withdrawDelegatorReward } from "./withdraw-delegator-reward.ts";
import { withdrawValidatorCommission } from "./withdraw-validator-commission.ts";

const queries = [...distributionQueries, ...mintQueries];

/** Who earned what of stake rewards and gas fees. */
export const distribution: Module<ValueCapabilities> = {
  name: distributionStore,
  messages: [withdrawDelegatorReward, withdrawValidatorCommission, setWithdrawAddress],
  queries: queries.map(({ query }) => query),
  routes: queries.map(({ route }) => route),
  genesis: exportableGenesis<ValueCapabilities>(distributionStore),
  invariants: [
    {
      name: "what is outstanding is what the account holds",
      async check({ bank, distribution }) {
        const amounts = [wei(0n)];
        for await (const [, amount] of distribution.state.outstanding.entries())
          amounts.push(amount);
        const held = bank.balance(moduleAccounts.distribution);
        const total = sum(amounts);
        return total === held ? undefined : `outstanding: ${total}, held: ${held}`;
      },
    },
    {
      name: "everybody could withdraw all that was earned",
      check: (capabilities) => overdrawn(capabilities),
    },
  ],
};
