import type { ValueCapabilities } from "../capabilities.ts";
import { freeStakeReward } from "../distribution/pay-validator.ts";
import { payoutKindOf, unlockPayout, vestPayout } from "./payout.ts";

type Needs = Pick<ValueCapabilities, "block" | "distribution" | "pot" | "register">;

/** Rewards whose 14 days are over become free to withdraw; those of a frozen node wait for its verdict (section 2; reading 12). */
export async function matureRewards(capabilities: Needs): Promise<void> {
  const { block, pot } = capabilities;
  const due: (readonly [time: number, epoch: number])[] = [];
  for await (const [key] of pot.state.maturities.entries({ lt: [block.time + 1, 0] }))
    due.push(key);

  for (const key of due) {
    await matureEpoch(capabilities, key[1]);
    pot.state.maturities.delete(key);
  }
}

async function matureEpoch(capabilities: Needs, epoch: number): Promise<void> {
  const { pot, register } = capabilities;
  const range = { gte: [epoch, "", ""], lt: [epoch + 1, "", ""] } as const;
  for await (const [[, kind, id], payout] of pot.state.payouts.entries(range)) {
    const key = { epoch, kind: payoutKindOf(kind), id };
    if (key.kind === "delegation") {
      freeStakeReward(capabilities, id, epoch);
      unlockPayout(pot, key, payout);
    } else if (!register.isFrozen(id)) vestPayout(pot, key, payout);
  }
}
