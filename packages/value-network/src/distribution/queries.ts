import { sdkError } from "@stos/ledger";
import { sum, type Wei, wei } from "@stos/units";
import type { DecCoin } from "cosmjs-types/cosmos/base/v1beta1/coin";
import * as wire from "cosmjs-types/cosmos/distribution/v1beta1/query";
import { requireAccountAddress, requireOperatorAddress, walletOf } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { denom } from "../coins.ts";
import { one } from "../decimal.ts";
import { pairsOfNumber } from "../key-ranges.ts";
import { type CosmosQuery, cosmosQuery } from "../query/cosmos-query.ts";
import { pageOf } from "../query/page.ts";
import { freeReward, validatorsOf } from "./delegation-reward.ts";

type Needs = Pick<ValueCapabilities, "bank" | "distribution" | "staking">;

const service = "/cosmos.distribution.v1beta1.Query";
const root = "/cosmos/distribution/v1beta1";

/** The distribution queries of the Cosmos SDK. Rewards and commission are what may be withdrawn now. */
export const distributionQueries: readonly CosmosQuery<Needs>[] = [
  cosmosQuery({
    method: `${service}/Params`,
    path: `${root}/params`,
    request: wire.QueryParamsRequest,
    response: wire.QueryParamsResponse,
    answer: (_: Needs) => ({
      params: {
        communityTax: "0",
        baseProposerReward: "0",
        bonusProposerReward: "0",
        withdrawAddrEnabled: true,
      },
    }),
  }),
  cosmosQuery({
    method: `${service}/CommunityPool`,
    path: `${root}/community_pool`,
    request: wire.QueryCommunityPoolRequest,
    response: wire.QueryCommunityPoolResponse,
    answer: ({ bank }: Needs) => ({ pool: decimalCoins(bank.balance(moduleAccounts.community)) }),
  }),
  cosmosQuery({
    method: `${service}/ValidatorDistributionInfo`,
    path: `${root}/validators/:validatorAddress`,
    request: wire.QueryValidatorDistributionInfoRequest,
    response: wire.QueryValidatorDistributionInfoResponse,
    async answer(capabilities: Needs, { validatorAddress }) {
      const operator = validatorIn(capabilities, validatorAddress);
      const delegator = walletOf(operator);
      const { amount } = await freeReward(capabilities, { delegator, operator });
      return {
        operatorAddress: delegator,
        selfBondRewards: decimalCoins(amount),
        commission: decimalCoins(capabilities.distribution.commission(operator).free),
      };
    },
  }),
  cosmosQuery({
    method: `${service}/ValidatorOutstandingRewards`,
    path: `${root}/validators/:validatorAddress/outstanding_rewards`,
    request: wire.QueryValidatorOutstandingRewardsRequest,
    response: wire.QueryValidatorOutstandingRewardsResponse,
    answer(capabilities: Needs, { validatorAddress }) {
      const operator = validatorIn(capabilities, validatorAddress);
      const outstanding = capabilities.distribution.outstanding(operator);
      return { rewards: { rewards: decimalCoins(outstanding) } };
    },
  }),
  cosmosQuery({
    method: `${service}/ValidatorCommission`,
    path: `${root}/validators/:validatorAddress/commission`,
    request: wire.QueryValidatorCommissionRequest,
    response: wire.QueryValidatorCommissionResponse,
    answer(capabilities: Needs, { validatorAddress }) {
      const operator = validatorIn(capabilities, validatorAddress);
      const { free } = capabilities.distribution.commission(operator);
      return { commission: { commission: decimalCoins(free) } };
    },
  }),
  cosmosQuery({
    method: `${service}/ValidatorSlashes`,
    path: `${root}/validators/:validatorAddress/slashes`,
    request: wire.QueryValidatorSlashesRequest,
    response: wire.QueryValidatorSlashesResponse,
    async answer(capabilities: Needs, asked) {
      const operator = validatorIn(capabilities, asked.validatorAddress);
      const isWanted = (height: number) =>
        BigInt(height) >= asked.startingHeight &&
        (asked.endingHeight === 0n || BigInt(height) <= asked.endingHeight);
      const { rows: slashes, pagination } = await pageOf(
        capabilities.distribution.state.slashes,
        asked.pagination,
        {
          range: pairsOfNumber(operator),
          row: ([, height], { fraction }) =>
            isWanted(height)
              ? { validatorPeriod: BigInt(height), fraction: `${fraction}` }
              : undefined,
        },
      );
      return { slashes, pagination };
    },
  }),
  cosmosQuery({
    method: `${service}/DelegationRewards`,
    path: `${root}/delegators/:delegatorAddress/rewards/:validatorAddress`,
    request: wire.QueryDelegationRewardsRequest,
    response: wire.QueryDelegationRewardsResponse,
    async answer(capabilities: Needs, { delegatorAddress, validatorAddress }) {
      const delegator = delegatorIn(delegatorAddress);
      const operator = requireOperatorAddress(validatorAddress, "validator_address");
      const { amount } = await freeReward(capabilities, { delegator, operator });
      return { rewards: decimalCoins(amount) };
    },
  }),
  cosmosQuery({
    method: `${service}/DelegationTotalRewards`,
    path: `${root}/delegators/:delegatorAddress/rewards`,
    request: wire.QueryDelegationTotalRewardsRequest,
    response: wire.QueryDelegationTotalRewardsResponse,
    async answer(capabilities: Needs, { delegatorAddress }) {
      const delegator = delegatorIn(delegatorAddress);
      const rewards = [];
      const amounts = [wei(0n)];
      for (const operator of await validatorsOf(capabilities.distribution, delegator)) {
        const { amount } = await freeReward(capabilities, { delegator, operator });
        amounts.push(amount);
        rewards.push({ validatorAddress: operator, reward: decimalCoins(amount) });
      }
      return { rewards, total: decimalCoins(sum(amounts)) };
    },
  }),
  cosmosQuery({
    method: `${service}/DelegatorValidators`,
    path: `${root}/delegators/:delegatorAddress/validators`,
    request: wire.QueryDelegatorValidatorsRequest,
    response: wire.QueryDelegatorValidatorsResponse,
    answer: async (capabilities: Needs, { delegatorAddress }) => ({
      validators: [
        ...(await validatorsOf(capabilities.distribution, delegatorIn(delegatorAddress))),
      ],
    }),
  }),
  cosmosQuery({
    method: `${service}/DelegatorWithdrawAddress`,
    path: `${root}/delegators/:delegatorAddress/withdraw_address`,
    request: wire.QueryDelegatorWithdrawAddressRequest,
    response: wire.QueryDelegatorWithdrawAddressResponse,
    answer: ({ distribution }: Needs, { delegatorAddress }) => ({
      withdrawAddress: distribution.receiver(delegatorIn(delegatorAddress)),
    }),
  }),
];

function validatorIn({ distribution, staking }: Needs, text: string): string {
  const operator = requireOperatorAddress(text, "validator_address");
  if (staking.validator(operator) === undefined && distribution.outstanding(operator) === 0n)
    throw sdkError("not-found", `validator ${operator} does not exist`);
  return operator;
}

function delegatorIn(text: string): string {
  return requireAccountAddress(text, "delegator_address");
}

function decimalCoins(amount: Wei): DecCoin[] {
  return amount === 0n ? [] : [{ denom, amount: `${amount * one}` }];
}
