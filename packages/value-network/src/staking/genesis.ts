import { consensusAddress, fromBase64, keyHash } from "@stos/codec";
import { exportableGenesis, type GenesisHandler, sdkError } from "@stos/ledger";
import { sum, wei } from "@stos/units";
import { operatorOf, requireAccountAddress, walletOf } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { one, parseDecimalText } from "../decimal.ts";
import { type GenesisReader, readGenesis } from "../genesis-json.ts";
import { requireCommission } from "./commission.ts";
import { newValidator } from "./create-validator.ts";
import { addDelegation, type DelegationNeeds } from "./delegation.ts";
import { parseValidatorDescription } from "./description.ts";
import { type StakingParameters, stakingStore, type Validator } from "./state.ts";
import { announceValidators, updateValidatorSet } from "./validator-set.ts";

/** Amounts in wei; `operator` and `delegator` are wallets (`st1…`). */
export type StakingGenesis = Readonly<{
  /** 21 days, 100 validators, 7 entries and no minimum where they are absent. */
  parameters?: Readonly<{
    unbonding_seconds: number;
    max_validators: number;
    max_entries: number;
    /** "0.05" */
    min_commission_rate: string;
  }>;
  validators: readonly Readonly<{
    operator: string;
    /** base64 of the ed25519 key that signs blocks. */
    consensus_key: string;
    moniker: string;
    commission_bp: number;
    /** 10,000 and 100 where they are absent. */
    commission_max_bp?: number;
    commission_max_change_bp?: number;
    /** 1 wei where it is absent. */
    min_self_delegation?: string;
    self: string;
    delegators: readonly Readonly<{ delegator: string; amount: string }>[];
  }>[];
}>;

type Needs = DelegationNeeds & Pick<ValueCapabilities, "consensus" | "slashing" | "state">;

const form = exportableGenesis(stakingStore, startStaking);

/** The first form, or an exported state; both tell the engine of its first validators. */
export const genesis: GenesisHandler<Needs> = {
  async init(capabilities, given) {
    await form.init(capabilities, given);
    await announceValidators(capabilities);
  },
  export: form.export,
};

const daySeconds = 86_400;
const bp = one / 10_000n;

async function startStaking(capabilities: Needs, state: unknown): Promise<void> {
  const given = readGenesis(state, "staking");
  const { staking } = capabilities;
  staking.state.parameters.set(parametersOf(given));
  for (const each of given.objects("validators")) await startValidator(capabilities, each);
  await updateValidatorSet(capabilities);
}

async function startValidator(capabilities: Needs, given: GenesisReader): Promise<void> {
  const { bank, block, staking } = capabilities;
  const operator = operatorOf(
    requireAccountAddress(given.text("operator"), "staking.validators.operator"),
  );
  const validator = validatorOf(given, block.time);
  requireCommission(validator.commission, staking.parameters().commissionMin);
  const key = consensusAddress(validator.consensusKey);
  const isKeyUsed = staking.operatorOfKey(keyHash(validator.consensusKey)) !== undefined;
  if (staking.validator(operator) !== undefined || isKeyUsed)
    throw invalid(`names ${operator} or its consensus key ${key} twice`);

  const self = { delegator: walletOf(operator), amount: given.amount("self") };
  if (self.amount < validator.minSelfDelegation)
    throw invalid(`${operator} delegates less to itself than its own minimum`);
  const stakes = [self, ...given.objects("delegators").map(stakeOf)];
  bank.mintAtGenesis(moduleAccounts.notBonded, sum(stakes.map(({ amount }) => amount)));
  staking.setValidator(operator, validator);
  for (const { delegator, amount } of stakes) {
    const from = { amount, from: moduleAccounts.notBonded };
    await addDelegation(capabilities, { delegator, operator }, from);
  }
}

function validatorOf(given: GenesisReader, time: number): Validator {
  const consensusKey = fromBase64(given.text("consensus_key"));
  if (consensusKey.length !== 32) throw invalid("has a consensus_key that isn't 32 bytes");
  const basisPoints = (field: string, whenAbsent: number) =>
    BigInt(given.has(field) ? given.whole(field) : whenAbsent) * bp;
  const rateMax = basisPoints("commission_max_bp", 10_000);
  const empty = { identity: "", website: "", securityContact: "", details: "" };
  return newValidator(
    {
      consensusKey,
      description: parseValidatorDescription({ moniker: given.text("moniker"), ...empty }),
      minSelfDelegation: given.has("min_self_delegation")
        ? given.amount("min_self_delegation")
        : wei(1n),
      commission: {
        rate: basisPoints("commission_bp", 0),
        rateMax,
        changeMax: basisPoints("commission_max_change_bp", 100),
      },
    },
    time,
  );
}

function stakeOf(given: GenesisReader) {
  return {
    delegator: requireAccountAddress(
      given.text("delegator"),
      "staking.validators.delegators.delegator",
    ),
    amount: given.amount("amount"),
  };
}

function parametersOf(given: GenesisReader): StakingParameters {
  if (!given.has("parameters")) return defaultParameters;
  const named = given.object("parameters");
  const commission = named.text("min_commission_rate");
  const parameters = {
    unbondingSeconds: named.whole("unbonding_seconds"),
    validatorsMax: named.whole("max_validators"),
    entriesMax: named.whole("max_entries"),
    commissionMin: parseDecimalText(commission, "staking.parameters.min_commission_rate"),
  };
  if (parameters.validatorsMax === 0 || parameters.entriesMax === 0)
    throw invalid("needs max_validators and max_entries above 0");
  return parameters;
}

const defaultParameters: StakingParameters = {
  unbondingSeconds: 21 * daySeconds,
  validatorsMax: 100,
  entriesMax: 7,
  commissionMin: 0n,
};

function invalid(what: string): Error {
  return sdkError("invalid-request", `genesis: staking.validators: ${what}`);
}
