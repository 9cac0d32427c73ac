import { encodePublicKey, publicKey } from "@stos/codec";
import {
  MsgSetWithdrawAddress,
  MsgWithdrawDelegatorReward,
  MsgWithdrawValidatorCommission,
} from "cosmjs-types/cosmos/distribution/v1beta1/tx";
import { MsgUnjail } from "cosmjs-types/cosmos/slashing/v1beta1/tx";
import {
  MsgBeginRedelegate,
  MsgCancelUnbondingDelegation,
  MsgCreateValidator,
  MsgDelegate,
  MsgEditValidator,
  MsgUndelegate,
} from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { operatorOf } from "../addresses.ts";
import { addressOf, consensusKey } from "./genesis.ts";
import type { TestMessage } from "./test-chain.ts";

/** Messages of staking as the wallets of a test send them; validators go by the names of their operators' wallets. */
export const validatorOf = (name: string) => operatorOf(addressOf(name));

const staking = "/cosmos.staking.v1beta1";
const distribution = "/cosmos.distribution.v1beta1";
const coin = (amount: bigint) => ({ denom: "wei", amount: `${amount}` });

export type NewValidator = Readonly<{
  minSelfDelegation?: bigint;
  rate?: string;
  maxRate?: string;
  maxChangeRate?: string;
  /** Whose consensus key it takes. */
  keyOf?: string;
  moniker?: string;
}>;

export function createValidatorMessage(
  name: string,
  value: bigint,
  given: NewValidator = {},
): TestMessage {
  const { publicKey: bytes } = consensusKey(addressOf(given.keyOf ?? name));
  const message = MsgCreateValidator.fromPartial({
    description: { moniker: given.moniker ?? name },
    commission: {
      rate: given.rate ?? `${10n ** 17n}`,
      maxRate: given.maxRate ?? `${2n * 10n ** 17n}`,
      maxChangeRate: given.maxChangeRate ?? `${10n ** 16n}`,
    },
    minSelfDelegation: `${given.minSelfDelegation ?? 1n}`,
    delegatorAddress: addressOf(name),
    validatorAddress: validatorOf(name),
    pubkey: encodePublicKey(publicKey("ed25519", bytes)),
    value: coin(value),
  });
  return packed(`${staking}.MsgCreateValidator`, MsgCreateValidator.encode(message).finish());
}

export function editValidatorMessage(
  name: string,
  changes: Readonly<{ rate?: string; minSelfDelegation?: bigint; moniker?: string }>,
): TestMessage {
  const kept = "[do-not-modify]";
  const message = MsgEditValidator.fromPartial({
    description: {
      moniker: changes.moniker ?? kept,
      identity: kept,
      website: kept,
      securityContact: kept,
      details: kept,
    },
    validatorAddress: validatorOf(name),
    commissionRate: changes.rate ?? "",
    minSelfDelegation:
      changes.minSelfDelegation === undefined ? "" : `${changes.minSelfDelegation}`,
  });
  return packed(`${staking}.MsgEditValidator`, MsgEditValidator.encode(message).finish());
}

export function delegateMessage(by: string, to: string, amount: bigint): TestMessage {
  const message = MsgDelegate.fromPartial(delegationOf(by, to, amount));
  return packed(`${staking}.MsgDelegate`, MsgDelegate.encode(message).finish());
}

export function undelegateMessage(by: string, from: string, amount: bigint): TestMessage {
  const message = MsgUndelegate.fromPartial(delegationOf(by, from, amount));
  return packed(`${staking}.MsgUndelegate`, MsgUndelegate.encode(message).finish());
}

export function redelegateMessage(
  by: string,
  { from, to }: Readonly<{ from: string; to: string }>,
  amount: bigint,
): TestMessage {
  const message = MsgBeginRedelegate.fromPartial({
    delegatorAddress: addressOf(by),
    validatorSrcAddress: validatorOf(from),
    validatorDstAddress: validatorOf(to),
    amount: coin(amount),
  });
  return packed(`${staking}.MsgBeginRedelegate`, MsgBeginRedelegate.encode(message).finish());
}

export function cancelUnbondingMessage(
  by: string,
  from: string,
  { amount, height }: Readonly<{ amount: bigint; height: number }>,
): TestMessage {
  const message = MsgCancelUnbondingDelegation.fromPartial({
    ...delegationOf(by, from, amount),
    creationHeight: BigInt(height),
  });
  const bytes = MsgCancelUnbondingDelegation.encode(message).finish();
  return packed(`${staking}.MsgCancelUnbondingDelegation`, bytes);
}

export function unjailMessage(name: string): TestMessage {
  const message = MsgUnjail.fromPartial({ validatorAddr: validatorOf(name) });
  return packed("/cosmos.slashing.v1beta1.MsgUnjail", MsgUnjail.encode(message).finish());
}

export function withdrawRewardMessage(by: string, from: string): TestMessage {
  const message = MsgWithdrawDelegatorReward.fromPartial({
    delegatorAddress: addressOf(by),
    validatorAddress: validatorOf(from),
  });
  const bytes = MsgWithdrawDelegatorReward.encode(message).finish();
  return packed(`${distribution}.MsgWithdrawDelegatorReward`, bytes);
}

export function withdrawCommissionMessage(name: string): TestMessage {
  const message = MsgWithdrawValidatorCommission.fromPartial({
    validatorAddress: validatorOf(name),
  });
  const bytes = MsgWithdrawValidatorCommission.encode(message).finish();
  return packed(`${distribution}.MsgWithdrawValidatorCommission`, bytes);
}

export function setWithdrawAddressMessage(by: string, receiver: string): TestMessage {
  const message = MsgSetWithdrawAddress.fromPartial({
    delegatorAddress: addressOf(by),
    withdrawAddress: receiver,
  });
  const bytes = MsgSetWithdrawAddress.encode(message).finish();
  return packed(`${distribution}.MsgSetWithdrawAddress`, bytes);
}

function delegationOf(by: string, validator: string, amount: bigint) {
  return {
    delegatorAddress: addressOf(by),
    validatorAddress: validatorOf(validator),
    amount: coin(amount),
  };
}

function packed(typeUrl: string, value: Uint8Array): TestMessage {
  return { typeUrl, value };
}
