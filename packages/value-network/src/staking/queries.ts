import { sdkError } from "@stos/ledger";
import * as wire from "cosmjs-types/cosmos/staking/v1beta1/query";
import { requireAccountAddress, requireOperatorAddress } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { denom } from "../coins.ts";
import { pairsOf, triplesOf } from "../key-ranges.ts";
import { type CosmosQuery, cosmosQuery } from "../query/cosmos-query.ts";
import { pageOf } from "../query/page.ts";
import type { Staking } from "./staking.ts";
import {
  delegationProto,
  redelegationProto,
  unbondingProto,
  validatorProto,
} from "./validator-proto.ts";

type Needs = Pick<ValueCapabilities, "bank" | "staking">;

const service = "/cosmos.staking.v1beta1.Query";
const root = "/cosmos/staking/v1beta1";

/** The staking queries of the Cosmos SDK. */
export const stakingQueries: readonly CosmosQuery<Needs>[] = [
  cosmosQuery({
    method: `${service}/Validators`,
    path: `${root}/validators`,
    request: wire.QueryValidatorsRequest,
    response: wire.QueryValidatorsResponse,
    async answer({ staking }: Needs, { status, pagination: page }) {
      const isWanted = statusFilter(status);
      const { rows: validators, pagination } = await pageOf(staking.state.validators, page, {
        row: (operator, validator) =>
          isWanted(validator.status) ? validatorProto(operator, validator) : undefined,
      });
      return { validators, pagination };
    },
  }),
  cosmosQuery({
    method: `${service}/Validator`,
    path: `${root}/validators/:validatorAddr`,
    request: wire.QueryValidatorRequest,
    response: wire.QueryValidatorResponse,
    answer: ({ staking }: Needs, { validatorAddr }) => ({
      validator: foundValidator(staking, operatorIn(validatorAddr)),
    }),
  }),
  cosmosQuery({
    method: `${service}/ValidatorDelegations`,
    path: `${root}/validators/:validatorAddr/delegations`,
    request: wire.QueryValidatorDelegationsRequest,
    response: wire.QueryValidatorDelegationsResponse,
    async answer({ staking }: Needs, { validatorAddr, pagination: page }) {
      const operator = operatorIn(validatorAddr);
      foundValidator(staking, operator);
      const { rows: delegationResponses, pagination } = await pageOf(
        staking.state.delegators,
        page,
        {
          range: pairsOf(operator),
          row: ([, delegator]) =>
            delegationProto(staking, { delegator, operator }, staking.shares(delegator, operator)),
        },
      );
      return { delegationResponses, pagination };
    },
  }),
  cosmosQuery({
    method: `${service}/ValidatorUnbondingDelegations`,
    path: `${root}/validators/:validatorAddr/unbonding_delegations`,
    request: wire.QueryValidatorUnbondingDelegationsRequest,
    response: wire.QueryValidatorUnbondingDelegationsResponse,
    async answer({ staking }: Needs, { validatorAddr, pagination: page }) {
      const operator = operatorIn(validatorAddr);
      const { unbondingFrom, unbondings } = staking.state;
      const { rows: unbondingResponses, pagination } = await pageOf(unbondingFrom, page, {
        range: pairsOf(operator),
        row: ([, delegator]) =>
          unbondingProto({ delegator, operator }, unbondings.get([delegator, operator]) ?? []),
      });
      return { unbondingResponses, pagination };
    },
  }),
  cosmosQuery({
    method: `${service}/Delegation`,
    path: `${root}/validators/:validatorAddr/delegations/:delegatorAddr`,
    request: wire.QueryDelegationRequest,
    response: wire.QueryDelegationResponse,
    answer({ staking }: Needs, asked) {
      const { delegator, operator } = delegationIn(asked);
      const shares = staking.shares(delegator, operator);
      if (shares === 0n)
        throw sdkError(
          "not-found",
          `delegation with delegator ${delegator} not found for validator ${operator}`,
        );
      return { delegationResponse: delegationProto(staking, { delegator, operator }, shares) };
    },
  }),
  cosmosQuery({
    method: `${service}/UnbondingDelegation`,
    path: `${root}/validators/:validatorAddr/delegations/:delegatorAddr/unbonding_delegation`,
    request: wire.QueryUnbondingDelegationRequest,
    response: wire.QueryUnbondingDelegationResponse,
    answer({ staking }: Needs, asked) {
      const { delegator, operator } = delegationIn(asked);
      const entries = staking.state.unbondings.get([delegator, operator]);
      if (entries === undefined)
        throw sdkError(
          "not-found",
          `unbonding delegation with delegator ${delegator} not found for validator ${operator}`,
        );
      return { unbond: unbondingProto({ delegator, operator }, entries) };
    },
  }),
  cosmosQuery({
    method: `${service}/DelegatorDelegations`,
    path: `${root}/delegations/:delegatorAddr`,
    request: wire.QueryDelegatorDelegationsRequest,
    response: wire.QueryDelegatorDelegationsResponse,
    async answer({ staking }: Needs, { delegatorAddr, pagination: page }) {
      const delegator = delegatorIn(delegatorAddr);
      const { rows: delegationResponses, pagination } = await pageOf(
        staking.state.delegations,
        page,
        {
          range: pairsOf(delegator),
          row: ([, operator], shares) => delegationProto(staking, { delegator, operator }, shares),
        },
      );
      return { delegationResponses, pagination };
    },
  }),
  cosmosQuery({
    method: `${service}/DelegatorUnbondingDelegations`,
    path: `${root}/delegators/:delegatorAddr/unbonding_delegations`,
    request: wire.QueryDelegatorUnbondingDelegationsRequest,
    response: wire.QueryDelegatorUnbondingDelegationsResponse,
    async answer({ staking }: Needs, { delegatorAddr, pagination: page }) {
      const delegator = delegatorIn(delegatorAddr);
      const { rows: unbondingResponses, pagination } = await pageOf(
        staking.state.unbondings,
        page,
        {
          range: pairsOf(delegator),
          row: ([, operator], entries) => unbondingProto({ delegator, operator }, entries),
        },
      );
      return { unbondingResponses, pagination };
    },
  }),
  cosmosQuery({
    method: `${service}/Redelegations`,
    path: `${root}/delegators/:delegatorAddr/redelegations`,
    request: wire.QueryRedelegationsRequest,
    response: wire.QueryRedelegationsResponse,
    async answer({ staking }: Needs, asked) {
      const delegator = delegatorIn(asked.delegatorAddr);
      const { srcValidatorAddr: source, dstValidatorAddr: target } = asked;
      const { rows: redelegationResponses, pagination } = await pageOf(
        staking.state.redelegations,
        asked.pagination,
        {
          range: triplesOf(delegator),
          row([, from, to], entries) {
            if ((source !== "" && source !== from) || (target !== "" && target !== to))
              return undefined;
            return redelegationProto(staking, { delegator, from, to }, entries);
          },
        },
      );
      return { redelegationResponses, pagination };
    },
  }),
  cosmosQuery({
    method: `${service}/DelegatorValidators`,
    path: `${root}/delegators/:delegatorAddr/validators`,
    request: wire.QueryDelegatorValidatorsRequest,
    response: wire.QueryDelegatorValidatorsResponse,
    async answer({ staking }: Needs, { delegatorAddr, pagination: page }) {
      const { rows: validators, pagination } = await pageOf(staking.state.delegations, page, {
        range: pairsOf(delegatorIn(delegatorAddr)),
        row: ([, operator]) => foundValidator(staking, operator),
      });
      return { validators, pagination };
    },
  }),
  cosmosQuery({
    method: `${service}/DelegatorValidator`,
    path: `${root}/delegators/:delegatorAddr/validators/:validatorAddr`,
    request: wire.QueryDelegatorValidatorRequest,
    response: wire.QueryDelegatorValidatorResponse,
    answer({ staking }: Needs, asked) {
      const { delegator, operator } = delegationIn(asked);
      if (staking.shares(delegator, operator) === 0n)
        throw sdkError("not-found", `${delegator} has delegated nothing to ${operator}`);
      return { validator: foundValidator(staking, operator) };
    },
  }),
  cosmosQuery({
    method: `${service}/Pool`,
    path: `${root}/pool`,
    request: wire.QueryPoolRequest,
    response: wire.QueryPoolResponse,
    answer: ({ bank }: Needs) => ({
      pool: {
        notBondedTokens: `${bank.balance(moduleAccounts.notBonded)}`,
        bondedTokens: `${bank.balance(moduleAccounts.bonded)}`,
      },
    }),
  }),
  cosmosQuery({
    method: `${service}/Params`,
    path: `${root}/params`,
    request: wire.QueryParamsRequest,
    response: wire.QueryParamsResponse,
    answer({ staking }: Needs) {
      const given = staking.parameters();
      return {
        params: {
          unbondingTime: { seconds: BigInt(given.unbondingSeconds), nanos: 0 },
          maxValidators: given.validatorsMax,
          maxEntries: given.entriesMax,
          // Past validators are read from past states, which any node holds for its last heights.
          historicalEntries: 0,
          bondDenom: denom,
          minCommissionRate: `${given.commissionMin}`,
        },
      };
    },
  }),
];

function foundValidator(staking: Staking, operator: string) {
  const validator = staking.validator(operator);
  if (validator === undefined) throw sdkError("not-found", `validator ${operator} not found`);
  return validatorProto(operator, validator);
}

function statusFilter(status: string): (of: string) => boolean {
  if (status === "") return () => true;
  const match = /^BOND_STATUS_(BONDED|UNBONDING|UNBONDED)$/.exec(status);
  if (match === null)
    throw sdkError(
      "invalid-request",
      `status: "${status}"; BOND_STATUS_BONDED, BOND_STATUS_UNBONDING or BOND_STATUS_UNBONDED`,
    );
  return (of) => of === match[1]?.toLowerCase();
}

function delegationIn(asked: Readonly<{ delegatorAddr: string; validatorAddr: string }>) {
  return {
    delegator: delegatorIn(asked.delegatorAddr),
    operator: operatorIn(asked.validatorAddr),
  };
}

function delegatorIn(text: string): string {
  return requireAccountAddress(text, "delegator_addr");
}

function operatorIn(text: string): string {
  return requireOperatorAddress(text, "validator_addr");
}
