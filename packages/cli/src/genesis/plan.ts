import type { DepositProfile } from "@stos/economy";
import type { Noz, Wei } from "@stos/units";

/** All that a pair of genesis files says. Money in wei; addresses of wallets are `st…`. */
export type GenesisPlan = Readonly<{
  chainId: string;
  metaChainId: string;
  /** Genesis time of both, and the origin of epochs. Whole seconds. */
  time: Date;
  profile: DepositProfile;
  /** l₀: the Ozone for sale at genesis. */
  ozoneLimit: Noz;
  epochSeconds: number;
  foundation: string;
  balances: readonly Readonly<{ address: string; amount: Wei }>[];
  validators: readonly PlannedValidator[];
  /** The genesis meta nodes: their deposits are s, and they are the meta chain's first validators. */
  metaNodes: readonly PlannedMetaNode[];
  rules: GenesisRules;
}>;

export type PlannedValidator = Readonly<{
  operator: string;
  moniker: string;
  commissionBp: number;
  self: Wei;
  delegators: readonly Readonly<{ delegator: string; amount: Wei }>[];
  /** ed25519. */
  consensusKey: Uint8Array;
}>;

export type PlannedMetaNode = Readonly<{
  moniker: string;
  /** ed25519: its network identity, and its vote on the meta chain. */
  networkKey: Uint8Array;
  /** ed25519: signs allowances. */
  issuerKey: Uint8Array;
  issuerUrl: string;
  owner: string;
  beneficiary: string;
  deposit: Wei;
}>;

/** Parameters of the protocol that a development network may change. */
export type GenesisRules = Readonly<{
  rewardLockEpochs: number;
  penaltySeconds: number;
  depositLockSeconds: number;
  coolingOffSeconds: number;
  votingSeconds: number;
  resourceNodeDepositMin: Wei;
  metaNodeDepositMin: Wei;
  replicas: Readonly<{ default: number; min: number; max: number }>;
  /** Whether replicas of a slice must lie in different networks; off where all endpoints are loopback. */
  distinctNetworks: boolean;
  /** Whether an issuer's open holds are bounded by its deposit. */
  issuerBond: boolean;
  /** How long a header of the other chain stays trusted. */
  trustingPeriodSeconds: Readonly<{ value: number; meta: number }>;
}>;
