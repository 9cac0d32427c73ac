import { type Noz, noz, type Wei, wei } from "@stos/units";
import type { DepositProfile } from "../deposit.ts";
import { epochLength } from "../epoch-clock.ts";
import { EconomyError } from "../failure.ts";
import { type MiningState, miningPoolAtGenesis } from "../mining.ts";
import { lookUp, type OrderedMap } from "../ordered-map.ts";
import type { OzonePool } from "../pool.ts";
import { type DepositTerms, depositTerms } from "../release-time.ts";
import type { ValidatorStake } from "../validator-reward.ts";
import { rewardLockEpochs } from "../vesting-time.ts";
import type { RewardList } from "./reward-list.ts";

/** What a genesis fixes. Times are in seconds. */
export type EconomyParameters = Readonly<{
  profile: DepositProfile;
  epochLength: bigint;
  rewardLockEpochs: bigint;
  depositTerms: DepositTerms;
}>;

/** The paper's numbers and its letter: the profile `literal`. */
export const paperParameters: EconomyParameters = {
  profile: "literal",
  epochLength,
  rewardLockEpochs,
  depositTerms,
};

/** A resource or meta node. It is never forgotten, since its id is never used again. */
export type EconomyNode = Readonly<{
  role: "resource" | "meta";
  status: "active" | "leaving" | "gone";
  /** Z: before any slashing or fee. */
  initial: Wei;
  /** What is left of the deposit, 0 once released. */
  remaining: Wei;
  depositedAt: bigint;
  /** When it unregistered or was found gone. */
  leftAt?: bigint;
  /** When the deposit comes back. */
  releaseAt?: bigint;
  isReleased: boolean;
}>;

/** The rewards given at one time, by recipient. */
export type RewardBatch = Readonly<{ freeAt: bigint; rewards: RewardList }>;

/** The whole economy at one time. */
export type EconomyState = Readonly<{
  parameters: EconomyParameters;
  hasGenesis: boolean;
  /** Seconds since genesis. */
  now: bigint;
  pool: OzonePool;
  /** O: Ozone sold and not yet settled, in balances and as unsettled traffic. */
  outstanding: Noz;
  mining: MiningState;
  /** Mining rewards that came back to the pool: rounding dust and cancellations. */
  returned: Wei;
  /** All STOS that ever came in: deposits, PREPAY, gas, and what genesis put into p. */
  inflow: Wei;
  /** The Mining Pool that genesis started from, and what had been issued before it. */
  miningPoolAtStart: Wei;
  issuedAtStart: Wei;
  community: Wei;
  balances: OrderedMap<Noz>;
  traffic: OrderedMap<Noz>;
  nodes: OrderedMap<EconomyNode>;
  validators: readonly ValidatorStake[];
  /** Oldest first. */
  locked: readonly RewardBatch[];
  vested: OrderedMap<Wei>;
  released: OrderedMap<Wei>;
}>;

/** An economy without its genesis: the state that a history starts from. */
export function newEconomy(parameters: EconomyParameters = paperParameters): EconomyState {
  return {
    parameters,
    hasGenesis: false,
    now: 0n,
    pool: { deposited: wei(0n), prepaid: wei(0n), forSale: noz(0n) },
    outstanding: noz(0n),
    mining: { issued: wei(0n), pool: miningPoolAtGenesis },
    returned: wei(0n),
    inflow: wei(0n),
    miningPoolAtStart: miningPoolAtGenesis,
    issuedAtStart: wei(0n),
    community: wei(0n),
    balances: undefined,
    traffic: undefined,
    nodes: undefined,
    validators: [],
    locked: [],
    vested: undefined,
    released: undefined,
  };
}

/** The node of that id, whatever its status. */
export function requireNode(state: EconomyState, id: string): EconomyNode {
  const node = lookUp(state.nodes, id);
  if (node === undefined) throw new EconomyError({ code: "node-unknown", id });
  return node;
}
