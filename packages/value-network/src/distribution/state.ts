import { integer, key, record, text, u64, weiAmount } from "@stos/codec";
import { type Context, map } from "@stos/ledger";

/** The name of the module as a store. */
export const distributionStore = "distribution";

/**
 * What one share has ever earned, in 10⁻⁷² wei per 10⁻¹⁸ share: `own` by the operator's own delegation, `others` by a delegation that
 * pays commission.
 */
const ratios = { own: integer, others: integer };

/** earned/‹operator› → stake rewards of all epochs before `through`. */
const earned = map({
  prefix: "earned/",
  key: key.text,
  codec: record({ through: u64, ...ratios }),
});

/** free/‹operator› → the same of the epochs whose 14 days are over. */
const free = map({ prefix: "free/", key: key.text, codec: record({ through: u64, ...ratios }) });

/** gas/‹operator› → gas fees, which are free at once. */
const gas = map({ prefix: "gas/", key: key.text, codec: record(ratios) });

/** epochs/‹operator›‹epoch› → the ratios after it and what it paid, while it is locked. */
const epochs = map({
  prefix: "epochs/",
  key: key.tuple(key.text, key.u64),
  codec: record({ ...ratios, commission: weiAmount, pool: weiAmount }),
});

/** voided/‹operator›‹epoch› → what the ratios count of an epoch that was voided inside its lock: nobody is paid it. */
const voided = map({
  prefix: "voided/",
  key: key.tuple(key.text, key.u64),
  codec: record(ratios),
});

/** commissions/‹operator› → that isn't withdrawn. */
const commissions = map({
  prefix: "commissions/",
  key: key.text,
  codec: record({ locked: weiAmount, free: weiAmount }),
});

/** outstanding/‹operator› → all that the module holds for a validator and its delegators. */
const outstanding = map({ prefix: "outstanding/", key: key.text, codec: weiAmount });

/**
 * positions/‹delegator›‹operator› → up to where a delegation is paid: stake rewards of the epochs before `through`, gas fees up to
 * `gas`. It has as many shares as the delegation has had since.
 */
const positions = map({
  prefix: "positions/",
  key: key.tuple(key.text, key.text),
  codec: record({ through: u64, ratio: integer, gas: integer }),
});

/**
 * locked/‹delegator›‹operator›‹through› → what a delegation with `shares` earned in the epochs from `from` on and before
 * `through`, since it has changed and some of them are still locked.
 */
const locked = map({
  prefix: "locked/",
  key: key.tuple(key.text, key.text, key.u64),
  codec: record({ shares: integer, from: u64, fromRatio: integer, ratio: integer }),
});

/** receivers/‹delegator› → where its rewards go, where that isn't itself. */
const receivers = map({ prefix: "receivers/", key: key.text, codec: text });

/** slashes/‹operator›‹height› → the fraction. */
const slashes = map({
  prefix: "slashes/",
  key: key.tuple(key.text, key.u64),
  codec: record({ fraction: integer }),
});

/** The module's state, opened over one branch. */
export function openDistribution(context: Context) {
  const store = context.store(distributionStore);
  return {
    earned: earned.open(store),
    free: free.open(store),
    gas: gas.open(store),
    epochs: epochs.open(store),
    voided: voided.open(store),
    commissions: commissions.open(store),
    outstanding: outstanding.open(store),
    positions: positions.open(store),
    locked: locked.open(store),
    receivers: receivers.open(store),
    slashes: slashes.open(store),
  } as const;
}

type Present<T> = NonNullable<T>;
export type DistributionState = ReturnType<typeof openDistribution>;
export type LockedReward = Present<ReturnType<DistributionState["locked"]["get"]>>;
export type Ratios = Readonly<{ own: bigint; others: bigint }>;
