export {
  type AssignmentStanding,
  assignmentWeight,
  proportional,
  type WeightCurve,
  weightScale,
} from "./assignment-weight.ts";
export { type Calculation, type CalculationOutcome, calculate } from "./calculation.ts";
export { cancelRewards, type RewardSources, voidSettlement } from "./cancellation.ts";
export { shareAmongStakers } from "./delegation-reward.ts";
export {
  type DepositProfile,
  expelFromPool,
  joinPool,
  type LimitChange,
  leavePool,
} from "./deposit.ts";
export {
  distributeEpoch,
  type EpochDistribution,
  type EpochInput,
  type Payout,
} from "./distribution.ts";
export { type Candidate, drawByWeight, uniformRange } from "./draw.ts";
export { type EpochClock, epochAt, epochEnd, epochLength, epochStart } from "./epoch-clock.ts";
export {
  type EpochRecipients,
  type EpochShares,
  type PayoutKind,
  shareReward,
  type WeighedRecipients,
  weighRecipients,
} from "./epoch-shares.ts";
export { exactOzoneCost, purchaseExactOzone } from "./exact-purchase.ts";
export { EconomyError, type EconomyFailure } from "./failure.ts";
export {
  addRewards,
  type LockedReward,
  noReward,
  rewardTotal,
  spendReward,
  sumRewards,
} from "./locked-reward.ts";
export {
  type Migration,
  type MigrationFunds,
  payMigration,
  payMigrationAsFarAsFunded,
} from "./migration.ts";
export {
  type MiningStage,
  type MiningState,
  miningAfterEpoch,
  miningPoolAtGenesis,
  miningReward,
  miningStage,
  miningStages,
  refillMiningPool,
  type SharePercent,
} from "./mining.ts";
export { byCodeUnit } from "./order.ts";
export {
  entriesOf,
  lookUp,
  mapOfSorted,
  type OrderedMap,
  valuesOf,
  withEntry,
} from "./ordered-map.ts";
export { isSolvent, type OzonePool, priceE18 } from "./pool.ts";
export { type Share, shareByWeight, totalShared } from "./pro-rata.ts";
export { type Purchase, purchaseOzone, purchaseOzoneAtLeast, quotePurchase } from "./purchase.ts";
export { applyOperation } from "./reducer/apply-operation.ts";
export { type Audit, auditEconomy, type ConservationTerms } from "./reducer/audit.ts";
export { holderBefore } from "./reducer/genesis.ts";
export { holderMigration } from "./reducer/migrate.ts";
export type {
  Applied,
  EpochOutcome,
  Genesis,
  GenesisDeposit,
  Operation,
  OperationOf,
  Outcome,
  ShutdownOutcome,
} from "./reducer/operation.ts";
export {
  type Reward,
  type RewardList,
  rewardListOf,
  rewardOf,
  rewardsIn,
  rewardTotalsIn,
} from "./reducer/reward-list.ts";
export {
  type EconomyNode,
  type EconomyParameters,
  type EconomyState,
  newEconomy,
  paperParameters,
  type RewardBatch,
} from "./reducer/state.ts";
export {
  type DepositTerms,
  depositReleaseTime,
  depositTerms,
  properShutdownTime,
} from "./release-time.ts";
export type { Difference } from "./replay/compare.ts";
export { formatOutcome } from "./replay/format-outcome.ts";
export { formatState } from "./replay/format-state.ts";
export type { Json, JsonObject } from "./replay/json.ts";
export { replayVectors, type VectorDifference, type VectorReplay } from "./replay/replay.ts";
export { type NodeTraffic, type Selection, selectSettled } from "./select-settled.ts";
export {
  poolAfterSettlement,
  requireSold,
  returnOzone,
  settleTraffic,
  uncutTrafficReward,
} from "./settlement.ts";
export { type StakeTotals, splitStakeShare } from "./stake-share.ts";
export {
  shareAmongValidators,
  splitValidatorPool,
  type ValidatorReward,
  type ValidatorStake,
  validatorStake,
} from "./validator-reward.ts";
export { rewardFreeTime, rewardLockEpochs } from "./vesting-time.ts";
export {
  isMetaNodeApproved,
  isMetaNodeKicked,
  type MetaVote,
  unanimous,
  type VoteThreshold,
  votingPeriod,
} from "./vote.ts";
