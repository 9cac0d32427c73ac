export {
  type AssignmentStanding,
  assignmentWeight,
  proportional,
  type WeightCurve,
  weightScale,
} from "./assignment-weight.ts";
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
  type PayoutKind,
} from "./distribution.ts";
export { type Candidate, drawByWeight, uniformRange } from "./draw.ts";
export { type EpochClock, epochAt, epochEnd, epochLength, epochStart } from "./epoch-clock.ts";
export { type EpochRecipients, type EpochShares, shareReward } from "./epoch-shares.ts";
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
export { isSolvent, type OzonePool, priceE18 } from "./pool.ts";
export { type Share, shareByWeight, shareEqually, totalShared, type Weighted } from "./pro-rata.ts";
export { purchasableOzone, purchaseOzone, purchaseOzoneAtLeast } from "./purchase.ts";
export {
  type DepositTerms,
  depositReleaseTime,
  depositTerms,
  properShutdownTime,
} from "./release-time.ts";
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
