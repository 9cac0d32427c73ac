import { shareAmongStakers, totalShared } from "@stos/economy";
import { sub } from "@stos/units";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";

type Needs = Pick<ValueCapabilities, "bank" | "pot" | "staking">;

/** A block's gas fees go to validators and delegators at once; dust to the community pool (section 2; reading 13). */
export function distributeGasFees({ bank, pot, staking }: Needs): void {
  const fees = bank.balance(moduleAccounts.fees);
  if (fees === 0n) return;
  const shares = shareAmongStakers(fees, staking.stakes());
  const paid = totalShared(shares);

  for (const { id, amount } of shares) bank.transfer(moduleAccounts.fees, id, amount);
  bank.transfer(moduleAccounts.fees, moduleAccounts.community, sub(fees, paid));
  pot.addFlow("gas", fees);
  pot.addFlow("gasPaid", paid);
}
