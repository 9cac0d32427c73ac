import { encodePublicKey, publicKey } from "@stos/codec";
import type {
  DelegationResponse,
  RedelegationResponse,
  UnbondingDelegation,
  Validator as ValidatorProto,
} from "cosmjs-types/cosmos/staking/v1beta1/staking";
import { BondStatus } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import { coinOf } from "../coins.ts";
import type { DelegationOf } from "./delegation.ts";
import { requireValidator, type Staking, tokensOf } from "./staking.ts";
import type { RedelegationEntry, UnbondingEntry, Validator } from "./state.ts";
import type { RedelegationOf } from "./unbonding.ts";

/** The state's records as the Cosmos SDK's messages. */
export function validatorProto(operator: string, validator: Validator): ValidatorProto {
  const { rate, rateMax, changeMax, changedAt } = validator.commission;
  const { typeUrl, value } = encodePublicKey(publicKey("ed25519", validator.consensusKey));
  return {
    operatorAddress: operator,
    consensusPubkey: { typeUrl, value },
    jailed: validator.isJailed,
    status: statuses[validator.status],
    tokens: `${validator.tokens}`,
    delegatorShares: `${validator.shares}`,
    description: validator.description,
    unbondingHeight: BigInt(validator.unbondingHeight),
    unbondingTime: at(validator.unbondedAt),
    commission: {
      commissionRates: {
        rate: `${rate}`,
        maxRate: `${rateMax}`,
        maxChangeRate: `${changeMax}`,
      },
      updateTime: at(changedAt),
    },
    minSelfDelegation: `${validator.minSelfDelegation}`,
    unbondingOnHoldRefCount: 0n,
    unbondingIds: [],
  };
}

const statuses = {
  unbonded: BondStatus.BOND_STATUS_UNBONDED,
  unbonding: BondStatus.BOND_STATUS_UNBONDING,
  bonded: BondStatus.BOND_STATUS_BONDED,
} as const;

export function delegationProto(
  staking: Staking,
  { delegator, operator }: DelegationOf,
  shares: bigint,
): DelegationResponse {
  return {
    delegation: {
      delegatorAddress: delegator,
      validatorAddress: operator,
      shares: `${shares}`,
    },
    balance: coinOf(tokensOf(requireValidator(staking, operator), shares)),
  };
}

export function unbondingProto(
  { delegator, operator }: DelegationOf,
  entries: readonly UnbondingEntry[],
): UnbondingDelegation {
  return {
    delegatorAddress: delegator,
    validatorAddress: operator,
    entries: entries.map(({ id, createdHeight, completesAt, initial, balance }) => ({
      creationHeight: BigInt(createdHeight),
      completionTime: at(completesAt),
      initialBalance: `${initial}`,
      balance: `${balance}`,
      unbondingId: BigInt(id),
      unbondingOnHoldRefCount: 0n,
    })),
  };
}

export function redelegationProto(
  staking: Staking,
  { delegator, from, to }: RedelegationOf,
  entries: readonly RedelegationEntry[],
): RedelegationResponse {
  const target = staking.validator(to);
  return {
    redelegation: {
      delegatorAddress: delegator,
      validatorSrcAddress: from,
      validatorDstAddress: to,
      entries: [],
    },
    entries: entries.map(({ id, createdHeight, completesAt, initial, shares }) => ({
      redelegationEntry: {
        creationHeight: BigInt(createdHeight),
        completionTime: at(completesAt),
        initialBalance: `${initial}`,
        sharesDst: `${shares}`,
        unbondingId: BigInt(id),
        unbondingOnHoldRefCount: 0n,
      },
      balance: `${target === undefined || target.shares === 0n ? 0n : tokensOf(target, shares)}`,
    })),
  };
}

function at(seconds: number): { seconds: bigint; nanos: number } {
  return { seconds: BigInt(seconds), nanos: 0 };
}
