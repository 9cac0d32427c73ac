import {
  decodeMessage,
  encodeMessage,
  MigrationBoughtSchema,
  MigrationWantedSchema,
} from "@stos/codec";
import { type LockedReward, payMigrationAsFarAsFunded, rewardTotal } from "@stos/economy";
import { min, noz, sub, sum, type Wei, wei } from "@stos/units";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { parseAmount } from "../coins.ts";
import { refuse } from "../failure.ts";
import { withoutAmount } from "../register/deposits.ts";
import { remainingDeposit } from "../register/register.ts";
import type { RegisteredNode } from "../register/state.ts";
import { tellDeposit } from "../register/update-deposit.ts";
import { sendOzone } from "./flight.ts";
import { lockedRewardsOf, type NodeReward } from "./locked-rewards.ts";
import { lockPayout, unlockPayout } from "./payout.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;

/**
 * A leaver, or the lost node of a repair, buys the Ozone that copying its slices takes: from its oldest locked reward
 * first, then from its deposit; as much as it can pay (section 4; reading 17). What is frozen by a penalty pays nothing.
 */
export async function receiveMigrationWanted(capabilities: Needs, body: Uint8Array): Promise<void> {
  const { bank, pot, register } = capabilities;
  const message = decodeMessage(MigrationWantedSchema, body);
  const node = register.node(message.node);
  if (node === undefined || node.status === "active" || node.status === "candidate")
    throw refuse("pot", "migration-refused", `${message.node} is not leaving or gone`);

  const rewards = node.isFrozen ? [] : await lockedRewardsOf({ pot }, message.node);
  const deposit = node.isFrozen ? wei(0n) : remainingDeposit(node);
  const funds = { rewards: byEpoch(rewards), deposit };
  const wanted = noz(parseAmount(message.noz));
  const paid = payMigrationAsFarAsFunded(pot.pool(), wanted, funds);

  pot.setPool(paid.pool);
  bank.transfer(moduleAccounts.rewards, moduleAccounts.volumePool, paid.fromRewards);
  bank.transfer(moduleAccounts.deposits, moduleAccounts.volumePool, paid.fromDeposit);
  spendRewards(capabilities, rewards, paid.fromRewards);
  spendDeposit(capabilities, message.node, node, paid.fromDeposit);
  if (paid.bought === 0n) return;
  pot.addOzone("sold", paid.bought);
  const bought = encodeMessage(MigrationBoughtSchema, {
    node: message.node,
    noz: `${paid.bought}`,
    repair: node.status === "gone",
  });
  sendOzone(capabilities, { kind: "migration-bought", body: bought, noz: paid.bought });
}

/** One epoch's rewards of all kinds are one reward: traffic pays before mining across them. */
function byEpoch(rewards: readonly NodeReward[]): readonly LockedReward[] {
  const epochs = [...new Set(rewards.map(({ key }) => key.epoch))];
  return epochs.map((epoch) => {
    const own = rewards.filter(({ key }) => key.epoch === epoch);
    return {
      traffic: sum(own.map(({ payout }) => payout.traffic)),
      mining: sum(own.map(({ payout }) => payout.mining)),
    };
  });
}

/** Takes `amount` out of the payout rows: epoch after epoch, in each all traffic before any mining. */
function spendRewards({ pot }: Needs, rewards: readonly NodeReward[], amount: Wei): void {
  let left = amount;
  const spent = new Map(rewards.map((reward) => [reward, { ...reward.payout }]));
  for (const epoch of new Set(rewards.map(({ key }) => key.epoch))) {
    const own = rewards.filter(({ key }) => key.epoch === epoch);
    for (const origin of ["traffic", "mining"] as const) {
      for (const reward of own) {
        const row = spent.get(reward) ?? reward.payout;
        const part = min(row[origin], left);
        spent.set(reward, { ...row, [origin]: sub(row[origin], part) });
        left = sub(left, part);
      }
    }
  }
  for (const [{ key, payout }, row] of spent) {
    if (rewardTotal(row) === 0n) unlockPayout(pot, key, payout);
    else if (rewardTotal(row) !== rewardTotal(payout)) lockPayout(pot, key, row);
  }
}

function spendDeposit(
  capabilities: Needs,
  address: string,
  node: RegisteredNode,
  amount: Wei,
): void {
  if (amount === 0n) return;
  const after = { ...node, tranches: withoutAmount(node.tranches, amount) };
  capabilities.register.setNode(address, after);
  tellDeposit(capabilities, address, after);
}
