import { type LockedReward, sumRewards } from "@stos/economy";
import { add } from "@stos/units";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { type PayoutKey, payoutKindOf, unlockPayout } from "./payout.ts";
import type { PayoutRecord } from "./state.ts";

type Needs = Pick<ValueCapabilities, "bank" | "pot">;

/** A locked reward of a node with its place in the state. */
export type NodeReward = Readonly<{ key: PayoutKey; payout: PayoutRecord }>;

/** The locked rewards of a node, oldest first; of one epoch by kind. Its share by deposit is among them (reading 11). */
export async function lockedRewardsOf(
  { pot }: Pick<Needs, "pot">,
  node: string,
): Promise<readonly NodeReward[]> {
  const found: NodeReward[] = [];
  const range = { gte: [node, 0, ""], lt: [node, Number.MAX_SAFE_INTEGER, ""] } as const;
  for await (const [[, epoch, kind]] of pot.state.nodePayouts.entries(range)) {
    const payout = pot.state.payouts.get([epoch, kind, node]);
    if (payout === undefined) throw new RangeError(`a payout of ${node} in ${epoch} is missing`);
    found.push({ key: { epoch, kind: payoutKindOf(kind), id: node }, payout });
  }
  return found;
}

/** Cancels all locked rewards of a node: traffic goes back to p, mining to the Mining Pool (section 2; reading 11). */
export async function cancelLockedRewards(
  { bank, pot }: Needs,
  node: string,
): Promise<LockedReward> {
  const rewards = await lockedRewardsOf({ pot }, node);
  const cancelled = sumRewards(rewards.map(({ payout }) => payout));

  bank.transfer(moduleAccounts.rewards, moduleAccounts.volumePool, cancelled.traffic);
  bank.transfer(moduleAccounts.rewards, moduleAccounts.miningPool, cancelled.mining);
  const pool = pot.pool();
  pot.setPool({ ...pool, prepaid: add(pool.prepaid, cancelled.traffic) });
  const mining = pot.mining();
  pot.setMining({
    ...mining,
    pool: add(mining.pool, cancelled.mining),
    returned: add(mining.returned, cancelled.mining),
  });
  for (const { key, payout } of rewards) unlockPayout(pot, key, payout);
  return cancelled;
}
