import { miningPoolAtGenesis } from "@stos/economy";
import type { Module } from "@stos/ledger";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { conservationOf } from "./conservation.ts";
import { economyRoutes } from "./economy-routes.ts";
import { foundationDeposit } from "./foundation-deposit.ts";
import { distributeGasFees } from "./gas-fees.ts";
import { genesis } from "./genesis.ts";
import { matureRewards } from "./mature.ts";
import { carryOutPenalties } from "./penalty.ts";
import { closeWhenComplete } from "./receive-report-part.ts";
import { routes } from "./routes.ts";
import { potStore } from "./state.ts";
import { withdraw } from "./withdraw.ts";

/** The economy: the pool, epochs, rewards with their locks, cancellations. */
export const pot: Module<ValueCapabilities> = {
  name: potStore,
  messages: [withdraw, foundationDeposit],
  routes: [...routes, ...economyRoutes],
  genesis,
  async beginBlock(capabilities) {
    await carryOutPenalties(capabilities);
    await closeWhenComplete(capabilities);
    await matureRewards(capabilities);
  },
  endBlock: distributeGasFees,
  invariants: [
    {
      name: "STOS is conserved (I1)",
      async check(capabilities) {
        const { ofWei, wei } = await conservationOf(capabilities);
        if (ofWei === 0n) return undefined;
        const terms = Object.entries(wei);
        return `a difference of ${ofWei}: ${terms.map(([name, value]) => `${name} ${value}`).join(", ")}`;
      },
    },
    {
      name: "p is what the Volume Pool holds",
      check: ({ bank, pot }) =>
        unequal(pot.pool().prepaid, bank.balance(moduleAccounts.volumePool)),
    },
    {
      name: "the Mining Pool is what its account holds, and I2 adds up",
      check({ bank, pot }) {
        const { issued, returned, pool, initial } = pot.mining();
        const expected = initial + pot.flows().foundation;
        const issuedBefore = miningPoolAtGenesis - initial;
        return (
          unequal(pool, bank.balance(moduleAccounts.miningPool)) ??
          unequal(issued - issuedBefore - returned + pool, expected)
        );
      },
    },
  ],
};

function unequal(a: bigint, b: bigint): string | undefined {
  return a === b ? undefined : `${a} is not ${b}`;
}
