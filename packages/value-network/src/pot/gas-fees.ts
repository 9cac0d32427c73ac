import { shareAmongValidators, totalShared } from "@stos/economy";
import { sub } from "@stos/units";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { payGasFees } from "../distribution/pay-validator.ts";

type Needs = Pick<ValueCapabilities, "bank" | "distribution" | "emit" | "pot" | "staking">;

/** A block's gas fees go to validators and delegators at once, unlocked; dust to the community pool (section 2; reading 13). */
export async function distributeGasFees(capabilities: Needs): Promise<void> {
  const { bank, pot, staking } = capabilities;
  const fees = bank.balance(moduleAccounts.fees);
  if (fees === 0n) return;
  const shares = shareAmongValidators(fees, await staking.stakes());
  const paid = totalShared(shares);

  bank.transfer(moduleAccounts.fees, moduleAccounts.distribution, paid);
  for (const { id, amount } of shares) if (amount > 0n) payGasFees(capabilities, id, amount);
  bank.transfer(moduleAccounts.fees, moduleAccounts.community, sub(fees, paid));
  pot.addFlow("gas", fees);
}
