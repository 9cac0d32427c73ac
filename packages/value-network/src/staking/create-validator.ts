import { consensusAddress, keyHash, type PublicKey, parsePublicKey } from "@stos/codec";
import { defineMessage, sdkError } from "@stos/ledger";
import { type Wei, wei } from "@stos/units";
import { MsgCreateValidator } from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { requireOperatorAddress, walletOf } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { parseAmount, positiveAmount } from "../coins.ts";
import { wireDecimal } from "../decimal.ts";
import { plainEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { requireCommission } from "./commission.ts";
import { addDelegation, type DelegationNeeds } from "./delegation.ts";
import { parseValidatorDescription } from "./description.ts";
import type { Validator } from "./state.ts";

type Needs = DelegationNeeds & Pick<ValueCapabilities, "slashing">;

type CreateValidator = Readonly<{ operator: string; value: Wei }> &
  Pick<Validator, "consensusKey" | "description" | "minSelfDelegation"> &
  Readonly<{ commission: Omit<Validator["commission"], "changedAt"> }>;

/** A wallet becomes a validator's operator, with a stake of its own. */
export const createValidator = defineMessage<Needs, CreateValidator>({
  type: "/cosmos.staking.v1beta1.MsgCreateValidator",
  decode: decodeCreateValidator,
  signers: ({ operator }) => [walletOf(operator)],
  check({ minSelfDelegation, value }) {
    if (minSelfDelegation === 0n || value < minSelfDelegation)
      throw refuse(
        "staking",
        "self-delegation-below-minimum",
        `a self-delegation of ${value}wei and a minimum of ${minSelfDelegation}wei; the minimum is at least 1wei and at most what is delegated`,
      );
  },
  async execute(capabilities, { operator, value, ...message }) {
    const { block, emit, staking } = capabilities;
    requireCommission(message.commission, staking.parameters().commissionMin);
    requireUnused(capabilities, operator, message.consensusKey);

    staking.setValidator(operator, newValidator(message, block.time));
    const delegator = walletOf(operator);
    await addDelegation(capabilities, { delegator, operator }, { amount: value, from: delegator });
    emit(plainEvent("create_validator", { validator: operator, amount: `${value}wei` }));
  },
});

/** Also reads what a genesis transaction holds. Throws `ChainError`. */
export function decodeCreateValidator(bytes: Uint8Array): CreateValidator {
  const message = atEdge(() => MsgCreateValidator.decode(bytes));
  const operator = requireOperatorAddress(message.validatorAddress, "validator_address");
  if (message.delegatorAddress !== "" && message.delegatorAddress !== walletOf(operator))
    throw sdkError(
      "invalid-address",
      `delegator_address ${message.delegatorAddress} is not the operator's wallet ${walletOf(operator)}`,
    );
  const { rate, maxRate, maxChangeRate } = message.commission;
  return {
    operator,
    value: positiveAmount([message.value]),
    consensusKey: consensusKeyOf(message.pubkey),
    description: parseValidatorDescription(message.description),
    minSelfDelegation: parseAmount(message.minSelfDelegation),
    commission: {
      rate: wireDecimal(rate, "commission.rate"),
      rateMax: wireDecimal(maxRate, "commission.max_rate"),
      changeMax: wireDecimal(maxChangeRate, "commission.max_change_rate"),
    },
  };
}

/** A validator without any stake yet. */
export function newValidator(
  message: Pick<
    CreateValidator,
    "consensusKey" | "description" | "minSelfDelegation" | "commission"
  >,
  time: number,
): Validator {
  return {
    consensusKey: message.consensusKey,
    isJailed: false,
    status: "unbonded",
    tokens: wei(0n),
    shares: 0n,
    description: message.description,
    unbondingHeight: 0,
    unbondedAt: 0,
    commission: { ...message.commission, changedAt: time },
    minSelfDelegation: message.minSelfDelegation,
  };
}

/** A key that was tombstoned never signs again, under whatever operator. */
function requireUnused({ slashing, staking }: Needs, operator: string, key: Uint8Array): void {
  if (staking.validator(operator) !== undefined)
    throw refuse("staking", "operator-used", `${operator} is a validator already`);
  if (
    staking.operatorOfKey(keyHash(key)) !== undefined ||
    slashing.isTombstoned(consensusAddress(key))
  )
    throw refuse(
      "staking",
      "consensus-key-used",
      `the consensus key ${consensusAddress(key)} is or was another validator's; make a new one`,
    );
}

function consensusKeyOf(any: Readonly<{ typeUrl: string; value: Uint8Array }> | undefined) {
  const key = any === undefined ? undefined : parsedKey(any);
  if (key?.type !== "ed25519")
    throw refuse(
      "staking",
      "consensus-key-invalid",
      "pubkey: expected a /cosmos.crypto.ed25519.PubKey of 32 bytes",
    );
  return key.bytes;
}

function parsedKey(any: Readonly<{ typeUrl: string; value: Uint8Array }>): PublicKey {
  return atEdge(() => parsePublicKey(any));
}
