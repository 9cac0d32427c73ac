import { add, type Noz, sub, sum, type Wei } from "@stos/units";
import { exactOzoneCost } from "./exact-purchase.ts";
import { type MiningState, miningReward, miningStage, type SharePercent } from "./mining.ts";
import { isSolvent, type OzonePool, priceE18 } from "./pool.ts";
import { quotePurchase } from "./purchase.ts";
import { depositReleaseTime } from "./release-time.ts";
import { type NodeTraffic, type Selection, selectSettled } from "./select-settled.ts";
import { uncutTrafficReward } from "./settlement.ts";
import { type StakeTotals, splitStakeShare } from "./stake-share.ts";
import {
  splitValidatorPool,
  type ValidatorReward,
  type ValidatorStake,
} from "./validator-reward.ts";
import { isMetaNodeApproved, type MetaVote } from "./vote.ts";

/** One rule asked by itself: what the explorer's calculators and the pure vectors ask. */
export type Calculation =
  | Readonly<{ op: "f_price"; pool: OzonePool }>
  | Readonly<{ op: "f_prepay"; pool: OzonePool; payment: Wei }>
  | Readonly<{ op: "f_cost"; pool: OzonePool; wanted: Noz }>
  | Readonly<{ op: "f_reward"; pool: OzonePool; consumed: Noz }>
  | Readonly<{ op: "f_select"; traffic: readonly NodeTraffic[] }>
  | Readonly<{ op: "f_mining"; mining: MiningState }>
  | Readonly<{ op: "f_validator"; pool: Wei; validator: ValidatorStake }>
  | Readonly<{ op: "f_hybrid"; amount: Wei; totals: StakeTotals }>
  | Readonly<{ op: "f_release"; depositedAt: bigint; leftAt: bigint }>
  | Readonly<{ op: "f_vote"; vote: MetaVote }>;

/** The answers, each by the name of its question. */
export type CalculationOutcome =
  | Readonly<{ op: "f_price"; priceE18: bigint }>
  | Readonly<{ op: "f_prepay"; bought: Noz; forSale: Noz; priceE18: bigint }>
  | Readonly<{ op: "f_cost"; cost: Wei }>
  | Readonly<{ op: "f_reward"; reward: Wei; isSolvent: boolean; priceE18: bigint }>
  | (Readonly<{ op: "f_select" }> & Selection)
  | Readonly<{ op: "f_mining"; reward: Wei; stage: number; percent: SharePercent; issued: Wei }>
  | (Readonly<{ op: "f_validator" }> & ValidatorReward)
  | (Readonly<{ op: "f_hybrid" }> & StakeTotals)
  | Readonly<{ op: "f_release"; releaseAt: bigint }>
  | Readonly<{ op: "f_vote"; isApproved: boolean }>;

/** Answers from the arguments alone. `f_reward` is the bare formula, without the cut to p. */
export function calculate(question: Calculation): CalculationOutcome {
  const { op } = question;
  switch (op) {
    case "f_price":
      return { op, priceE18: priceE18(question.pool) };
    case "f_prepay": {
      const { pool, bought } = quotePurchase(question.pool, question.payment);
      return { op, bought, forSale: pool.forSale, priceE18: priceE18(pool) };
    }
    case "f_cost":
      return { op, cost: exactOzoneCost(question.pool, question.wanted) };
    case "f_reward":
      return calculateReward(question);
    case "f_select":
      return { op, ...selectSettled(question.traffic) };
    case "f_mining": {
      const { stage, percent } = miningStage(question.mining.issued);
      const reward = miningReward(question.mining);
      return { op, reward, stage, percent, issued: add(question.mining.issued, reward) };
    }
    case "f_validator":
      return { op, ...splitValidatorPool(question.pool, question.validator) };
    case "f_hybrid":
      return { op, ...splitStakeShare(question.amount, question.totals) };
    case "f_release":
      return { op, releaseAt: depositReleaseTime(question) };
    case "f_vote":
      return { op, isApproved: isMetaNodeApproved(question.vote) };
  }
}

/** R < s + p always, so what remains is s + p − R even where R exceeds p. */
function calculateReward({
  pool,
  consumed,
}: Extract<Calculation, { op: "f_reward" }>): CalculationOutcome {
  const reward = uncutTrafficReward(pool, consumed);
  const depth = sub(sum([pool.deposited, pool.prepaid]), reward);
  const after = {
    deposited: depth,
    prepaid: sub(depth, depth),
    forSale: add(pool.forSale, consumed),
  };
  return {
    op: "f_reward",
    reward,
    isSolvent: isSolvent(pool, consumed),
    priceE18: priceE18(after),
  };
}
