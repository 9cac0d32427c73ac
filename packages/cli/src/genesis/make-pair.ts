import {
  compareBytes,
  keyHash,
  networkAddress,
  toBase64,
  toHex,
  validatorSetHash,
} from "@stos/codec";
import { type Genesis, makeGenesis } from "@stos/ledger";
import { defaultParameters } from "@stos/meta-network";
import { sum } from "@stos/units";
import type { BankGenesis, PotGenesis, RegisterGenesis, StakingGenesis } from "@stos/value-network";
import type { GenesisPlan, PlannedValidator } from "./plan.ts";

/** The genesis files of both networks, each naming the other's first validators. */
export type GenesisPair = Readonly<{ value: Genesis; meta: Genesis }>;

/** Bits of a node's services: 1 computation, 2 database, 4 storage. A meta node offers none of them. */
const noServices = 0;
/** Voting power = stake / 10¹⁵ wei, since it must fit an int64. */
const weiPerPower = 10n ** 15n;
const metaNodePower = 1;

type Voter = Readonly<{ publicKey: Uint8Array; power: number; name: string }>;

export function makeGenesisPair(plan: GenesisPlan): GenesisPair {
  const valueVoters = plan.validators.map(valueVoter);
  const metaVoters = plan.metaNodes.map(
    ({ networkKey, moniker }): Voter => ({
      publicKey: networkKey,
      power: metaNodePower,
      name: moniker,
    }),
  );
  const trusted = (chainId: string, voters: readonly Voter[], trustingPeriodSeconds: number) => ({
    chainId,
    initialHeight: 1,
    time: genesisSeconds(plan),
    validatorsHash: toHex(hashOf(voters)),
    trustingPeriodSeconds,
  });
  const { trustingPeriodSeconds } = plan.rules;

  return {
    value: makeGenesis({
      chainId: plan.chainId,
      time: plan.time,
      validators: valueVoters,
      appState: {
        ...valueState(plan),
        relay: trusted(plan.metaChainId, metaVoters, trustingPeriodSeconds.meta),
      },
    }),
    meta: makeGenesis({
      chainId: plan.metaChainId,
      time: plan.time,
      validators: metaVoters,
      appState: {
        ...metaState(plan),
        relay: trusted(plan.chainId, valueVoters, trustingPeriodSeconds.value),
      },
    }),
  };
}

function valueVoter({ consensusKey, moniker, self, delegators }: PlannedValidator): Voter {
  const stake = delegators.reduce((total, { amount }) => total + amount, self as bigint);
  return { publicKey: consensusKey, power: Number(stake / weiPerPower), name: moniker };
}

function valueState(plan: GenesisPlan) {
  const bank: BankGenesis = {
    balances: plan.balances.map(({ address, amount }) => ({ address, amount: `${amount}` })),
  };
  const staking: StakingGenesis = {
    validators: plan.validators.map(({ operator, consensusKey, moniker, ...validator }) => ({
      operator,
      consensus_key: toBase64(consensusKey),
      moniker,
      commission_bp: validator.commissionBp,
      self: `${validator.self}`,
      delegators: validator.delegators.map(({ delegator, amount }) => ({
        delegator,
        amount: `${amount}`,
      })),
    })),
  };
  return { bank, staking, register: registerState(plan), pot: potState(plan) };
}

function registerState({ rules, foundation, metaNodes }: GenesisPlan): RegisterGenesis {
  return {
    parameters: {
      foundation,
      resource_node_registration: true,
      resource_node_deposit_min: `${rules.resourceNodeDepositMin}`,
      meta_node_deposit_min: `${rules.metaNodeDepositMin}`,
      deposit_lock_seconds: rules.depositLockSeconds,
      cooling_off_seconds: rules.coolingOffSeconds,
      voting_seconds: rules.votingSeconds,
      approval_numerator: 1,
      approval_denominator: 1,
    },
    nodes: metaNodes.map(({ networkKey, owner, beneficiary, moniker, deposit }) => ({
      kind: "meta",
      address: networkAddress(networkKey),
      network_key: toBase64(networkKey),
      owner,
      beneficiary,
      services: noServices,
      moniker,
      deposit: `${deposit}`,
    })),
  };
}

function potState(plan: GenesisPlan): PotGenesis {
  return {
    profile: plan.profile,
    epoch_origin: genesisSeconds(plan),
    epoch_seconds: plan.epochSeconds,
    reward_lock_epochs: plan.rules.rewardLockEpochs,
    penalty_seconds: plan.rules.penaltySeconds,
    penalty_bp: 1_000,
    ozone_limit: `${plan.ozoneLimit}`,
    issued: "0",
  };
}

function metaState(plan: GenesisPlan) {
  const { rules, metaNodes, ozoneLimit } = plan;
  const deposited = sum(metaNodes.map(({ deposit }) => deposit));
  return {
    parameters: {
      ...defaultParameters,
      epochOrigin: genesisSeconds(plan),
      epochSeconds: plan.epochSeconds,
      coolingOffSeconds: rules.coolingOffSeconds,
      replicasDefault: rules.replicas.default,
      replicasMin: rules.replicas.min,
      replicasMax: rules.replicas.max,
      distinctNetworks: rules.distinctNetworks,
      issuerBond: rules.issuerBond,
    },
    membership: {
      members: metaNodes.map(({ networkKey, issuerKey, issuerUrl, deposit }) => ({
        node: networkAddress(networkKey),
        consensusKey: toBase64(networkKey),
        issuerKey: toBase64(issuerKey),
        issuerUrl,
        deposit: `${deposit}`,
      })),
    },
    nodes: { price: { s: `${deposited}`, p: "0", l: `${ozoneLimit}` } },
  };
}

/** In the order in which validator sets are hashed: by power falling, then by address. */
function hashOf(voters: readonly Voter[]): Uint8Array {
  const ordered = voters.toSorted(
    (a, b) => b.power - a.power || compareBytes(keyHash(a.publicKey), keyHash(b.publicKey)),
  );
  return validatorSetHash(
    ordered.map(({ publicKey, power }) => ({ publicKey, power: BigInt(power) })),
  );
}

function genesisSeconds({ time }: GenesisPlan): number {
  return Math.floor(time.getTime() / 1000);
}
