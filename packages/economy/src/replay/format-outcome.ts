import type { Payout } from "../distribution.ts";
import type { PayoutKind } from "../epoch-shares.ts";
import { rewardTotal } from "../locked-reward.ts";
import type { EpochOutcome, Outcome, ShutdownOutcome } from "../reducer/operation.ts";
import { formatCalculation, isCalculationOutcome } from "./format-calculation.ts";
import { amountsById, type Json, type JsonObject, smallInteger } from "./json.ts";
import type { VectorClock } from "./read-operation.ts";

/** An outcome as the `int` of a vector's step, or undefined for a genesis, which has none. */
export function formatOutcome(outcome: Outcome, { epochLength }: VectorClock): Json | undefined {
  if (isCalculationOutcome(outcome)) return formatCalculation(outcome);

  switch (outcome.op) {
    case "genesis":
      return undefined;
    case "price":
      return { price_e18: `${outcome.priceE18}` };
    case "prepay":
      return { out: `${outcome.bought}` };
    case "consume":
      return { consumed: `${outcome.consumed}` };
    case "activate":
      return { dl: `${outcome.limitChange}` };
    case "unregister":
      return {
        dl: `${outcome.limitChange}`,
        release_epoch: smallInteger(outcome.releaseAt / epochLength),
      };
    case "migrate":
      return {
        cost: `${outcome.cost}`,
        from_rewards: `${outcome.fromRewards}`,
        from_deposit: `${outcome.fromDeposit}`,
      };
    case "shutdown":
      return formatShutdown(outcome);
    case "advance":
      return { now: smallInteger(outcome.now / epochLength) };
    case "gas":
      return { paid: amountsById(outcome.paid.map(({ id, amount }) => [id, amount])) };
    case "epoch":
      return formatEpoch(outcome);
  }
}

function formatShutdown({
  isProper,
  cancelledTraffic,
  cancelledMining,
  forfeited,
}: ShutdownOutcome): JsonObject {
  return {
    proper: isProper,
    cancelled_traffic: `${cancelledTraffic}`,
    cancelled_mining: `${cancelledMining}`,
    forfeited: `${forfeited}`,
  };
}

function formatEpoch(outcome: EpochOutcome): JsonObject {
  return {
    Y: `${outcome.consumed}`,
    R: `${outcome.trafficReward}`,
    M: `${outcome.miningReward}`,
    stage: outcome.stage,
    settled: outcome.settled,
    resource: formatPayouts(outcome.payouts, "resource"),
    meta: formatPayouts(outcome.payouts, "meta"),
    delegation: formatPayouts(outcome.payouts, "delegation"),
    deposit: formatPayouts(outcome.payouts, "deposit"),
    paid_traffic: `${outcome.paidTraffic}`,
    paid_mining: `${outcome.paidMining}`,
  };
}

function formatPayouts(payouts: readonly Payout[], wanted: PayoutKind): JsonObject {
  return amountsById(
    payouts.filter(({ kind }) => kind === wanted).map((payout) => [payout.id, rewardTotal(payout)]),
  );
}
