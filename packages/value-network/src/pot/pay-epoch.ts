import {
  distributeEpoch,
  type EpochDistribution,
  epochAt,
  type NodeTraffic,
  type Payout,
  rewardFreeTime,
  rewardTotal,
} from "@stos/economy";
import { add, noz, sub, sum } from "@stos/units";
import { walletOf } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { payStakeReward } from "../distribution/pay-validator.ts";
import { lockPayout } from "./payout.ts";

type Needs = Pick<
  ValueCapabilities,
  "bank" | "block" | "distribution" | "emit" | "pot" | "register" | "staking"
>;

/** What a report leaves to pay once its bad rows are out. */
export type SettledEpoch = Readonly<{
  epoch: number;
  settled: readonly NodeTraffic[];
  duty: readonly string[];
}>;

/** Pays one epoch by the paper's rules: moves the pools, and locks what everybody earned for `rewardLockEpochs`. */
export async function payEpoch(
  capabilities: Needs,
  { epoch, settled, duty }: SettledEpoch,
): Promise<EpochDistribution & Readonly<{ freeAt: number }>> {
  const { bank, block, pot, register, staking } = capabilities;
  const mining = pot.mining();
  const distribution = distributeEpoch({
    pool: pot.pool(),
    mining,
    settled,
    metas: duty,
    stakes: { validators: await staking.stakes(), deposits: await register.stakingDeposits() },
  });
  const handledIn = epochAt(pot.clock(), BigInt(block.time));
  const lock = BigInt(pot.parameters().rewardLockEpochs);
  const freeAt = Number(rewardFreeTime(pot.clock(), { epoch: BigInt(epoch), handledIn }, lock));

  bank.transfer(moduleAccounts.volumePool, moduleAccounts.rewards, distribution.paidTraffic);
  bank.transfer(moduleAccounts.miningPool, moduleAccounts.rewards, distribution.paidMining);
  pot.setPool(distribution.pool);
  const issued = sub(distribution.mining.issued, mining.issued);
  pot.setMining({
    ...mining,
    ...distribution.mining,
    returned: add(mining.returned, sub(issued, distribution.paidMining)),
  });
  pot.addOzone("settled", distribution.consumed);
  lockPayouts(capabilities, { epoch, freeAt, payouts: distribution.payouts, settled });
  payStake(capabilities, epoch, distribution.payouts);
  return { ...distribution, freeAt };
}

/** Each validator's row is its whole pool: its account takes it, and F1 splits it among who delegates. */
function payStake(capabilities: Needs, epoch: number, payouts: readonly Payout[]): void {
  const pools = payouts.filter(
    ({ kind, ...reward }) => kind === "delegation" && rewardTotal(reward) > 0n,
  );
  const total = sum(pools.map(rewardTotal));
  capabilities.bank.transfer(moduleAccounts.rewards, moduleAccounts.distribution, total);
  for (const { id: operator, traffic, mining } of pools)
    payStakeReward(capabilities, epoch, { operator, traffic, mining });
}

type Batch = Readonly<{
  epoch: number;
  freeAt: number;
  payouts: readonly Payout[];
  settled: readonly NodeTraffic[];
}>;

function lockPayouts({ pot, register }: Needs, { epoch, freeAt, payouts, settled }: Batch): void {
  const trafficOf = new Map(settled.map(({ id, traffic }) => [id, traffic]));
  for (const { kind, id, traffic, mining } of payouts) {
    if (traffic + mining === 0n) continue;
    const wallet = kind === "delegation" ? walletOf(id) : register.beneficiary(id);
    const consumed = kind === "resource" ? (trafficOf.get(id) ?? noz(0n)) : noz(0n);
    lockPayout(pot, { epoch, kind, id }, { wallet, settled: consumed, traffic, mining, freeAt });
  }
  pot.state.maturities.set([freeAt, epoch], true);
}
