import { bytes, flag, integer, key, list, oneOf, record, text, u64, weiAmount } from "@stos/codec";
import { type Context, item, map } from "@stos/ledger";

/** The name of the module as a store. */
export const stakingStore = "staking";

const parameters = item({
  key: "parameters",
  codec: record({
    unbondingSeconds: u64,
    validatorsMax: u64,
    /** Unbondings of one delegation, and redelegations of one pair of validators, at a time. */
    entriesMax: u64,
    /** In 10⁻¹⁸. */
    commissionMin: integer,
  }),
});

/** Operators are `stvaloper1…`, delegators `st1…`; shares and rates in 10⁻¹⁸. */
const validators = map({
  prefix: "validators/",
  key: key.text,
  codec: record({
    /** ed25519. */
    consensusKey: bytes,
    isJailed: flag,
    status: oneOf("unbonded", "unbonding", "bonded"),
    tokens: weiAmount,
    /** All delegations' shares. A slash takes tokens and leaves shares. */
    shares: integer,
    description: record({
      moniker: text,
      identity: text,
      website: text,
      securityContact: text,
      details: text,
    }),
    /** Where and when it stopped being bonded, while it is unbonding. */
    unbondingHeight: u64,
    unbondedAt: u64,
    commission: record({
      rate: integer,
      rateMax: integer,
      changeMax: integer,
      changedAt: u64,
    }),
    minSelfDelegation: weiAmount,
  }),
});

/** consensus/‹address› → its operator, as long as the validator is there. */
const operators = map({ prefix: "consensus/", key: key.bytes(20), codec: text });

/** power/‹power›‹operator›: who may be bonded: not jailed and of some power. */
const byPower = map({ prefix: "power/", key: key.tuple(key.u64, key.text), codec: flag });

/** bonded/‹operator› → the power that the engine knows. */
const bondedPowers = map({ prefix: "bonded/", key: key.text, codec: u64 });

/** delegations/‹delegator›‹operator› → shares. */
const delegations = map({
  prefix: "delegations/",
  key: key.tuple(key.text, key.text),
  codec: integer,
});

/** delegators/‹operator›‹delegator›: the same the other way round. */
const delegators = map({
  prefix: "delegators/",
  key: key.tuple(key.text, key.text),
  codec: flag,
});

/** Oldest first. */
const unbondingEntries = list(
  record({
    id: u64,
    createdHeight: u64,
    completesAt: u64,
    /** What a slash is a part of. */
    initial: weiAmount,
    balance: weiAmount,
  }),
);

/** unbondings/‹delegator›‹operator› */
const unbondings = map({
  prefix: "unbondings/",
  key: key.tuple(key.text, key.text),
  codec: unbondingEntries,
});

/** unbonding-from/‹operator›‹delegator› */
const unbondingFrom = map({
  prefix: "unbonding-from/",
  key: key.tuple(key.text, key.text),
  codec: flag,
});

/** redelegations/‹delegator›‹from›‹to› */
const redelegations = map({
  prefix: "redelegations/",
  key: key.tuple(key.text, key.text, key.text),
  codec: list(
    record({
      id: u64,
      createdHeight: u64,
      completesAt: u64,
      initial: weiAmount,
      /** That the target gave for it. */
      shares: integer,
    }),
  ),
});

/** redelegation-from/‹from›‹delegator›‹to› */
const redelegationFrom = map({
  prefix: "redelegation-from/",
  key: key.tuple(key.text, key.text, key.text),
  codec: flag,
});

/** redelegation-to/‹delegator›‹to›‹from› */
const redelegationTo = map({
  prefix: "redelegation-to/",
  key: key.tuple(key.text, key.text, key.text),
  codec: flag,
});

/** due/‹time›‹what›‹…›: "validator" ‹operator›, "unbonding" ‹delegator›‹operator›, "redelegation" ‹delegator›‹from›‹to›. */
const due = map({
  prefix: "due/",
  key: key.tuple(key.u64, key.text, key.text, key.text, key.text),
  codec: flag,
});

/** next-id → of the next unbonding or redelegation. */
const nextId = item({ key: "next-id", codec: u64 });

/** The module's state, opened over one branch. */
export function openStaking(context: Context) {
  const store = context.store(stakingStore);
  return {
    parameters: parameters.open(store),
    validators: validators.open(store),
    operators: operators.open(store),
    byPower: byPower.open(store),
    bondedPowers: bondedPowers.open(store),
    delegations: delegations.open(store),
    delegators: delegators.open(store),
    unbondings: unbondings.open(store),
    unbondingFrom: unbondingFrom.open(store),
    redelegations: redelegations.open(store),
    redelegationFrom: redelegationFrom.open(store),
    redelegationTo: redelegationTo.open(store),
    due: due.open(store),
    nextId: nextId.open(store),
  } as const;
}

type Present<T> = NonNullable<T>;
export type StakingState = ReturnType<typeof openStaking>;
export type StakingParameters = Present<ReturnType<StakingState["parameters"]["get"]>>;
export type Validator = Present<ReturnType<StakingState["validators"]["get"]>>;
export type UnbondingEntry = Present<ReturnType<StakingState["unbondings"]["get"]>>[number];
export type RedelegationEntry = Present<ReturnType<StakingState["redelegations"]["get"]>>[number];
