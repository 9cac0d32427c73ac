import { bytes, flag, key, list, oneOf, optional, record, text, u64, weiAmount } from "@stos/codec";
import { item, map } from "@stos/ledger";

/** The name of the module as a store. */
export const registerStore = "register";

const description = record({
  moniker: text,
  identity: text,
  website: text,
  securityContact: text,
  details: text,
});

/** What is left of one deposit or top-up, and when it was made: each has its own 180 days. */
const tranche = record({ amount: weiAmount, depositedAt: u64 });

const node = record({
  kind: oneOf("resource", "meta"),
  /** A candidate is a meta node that isn't admitted yet. A gone node's address is never used again. */
  status: oneOf("candidate", "active", "leaving", "gone"),
  isSuspended: flag,
  owner: text,
  beneficiary: text,
  networkKey: bytes,
  /** Bits: 1 computation, 2 database, 4 storage; 0 for a meta node. */
  services: u64,
  description,
  createdAt: u64,
  /** Z: all that was ever deposited, before any slashing or fee. */
  initial: weiAmount,
  /** What is left of it, oldest first; empty once released. */
  tranches: list(tranche),
  leftAt: optional(u64),
  /** Locked rewards neither mature nor pay for anything while a penalty is pending. */
  isFrozen: flag,
});

/** nodes/‹network address› → the node, gone ones too. */
export const nodes = map({ prefix: "nodes/", key: key.text, codec: node });

/** owners/‹wallet›‹network address› */
export const owners = map({ prefix: "owners/", key: key.tuple(key.text, key.text), codec: flag });

/** releases/‹time›‹network address› → the tranches that are due then come back to the owner. */
export const releases = map({
  prefix: "releases/",
  key: key.tuple(key.u64, key.text),
  codec: flag,
});

const votes = list(record({ voter: text, opinion: flag }));

/** candidacies/‹network address›: open ones. The electorate is fixed when the Foundation approves and voting opens. */
export const candidacies = map({
  prefix: "candidacies/",
  key: key.text,
  codec: record({
    expiresAt: u64,
    isVerified: flag,
    reportHash: bytes,
    specs: text,
    location: text,
    electorate: list(text),
    votes,
  }),
});

/** kicks/‹network address›: open votes to remove a meta node. */
export const kicks = map({
  prefix: "kicks/",
  key: key.text,
  codec: record({ expiresAt: u64, electorate: list(text), votes }),
});

/** deadlines/‹time›‹what›‹network address›: when a candidacy or a kick runs out. */
export const deadlines = map({
  prefix: "deadlines/",
  key: key.tuple(key.u64, key.text, key.text),
  codec: flag,
});

export const parameters = item({
  key: "parameters",
  codec: record({
    foundation: text,
    resourceNodeRegistration: flag,
    resourceNodeDepositMin: weiAmount,
    metaNodeDepositMin: weiAmount,
    depositLockSeconds: u64,
    coolingOffSeconds: u64,
    votingSeconds: u64,
    /** Of the electorate that must approve a candidate: numerator and denominator. */
    approvalNumerator: u64,
    approvalDenominator: u64,
  }),
});

type MapValue<D> = D extends { open(store: never): { get(key: never): infer V } }
  ? NonNullable<V>
  : never;
type ItemValue<D> = D extends { open(store: never): { get(): infer V } } ? NonNullable<V> : never;

export type RegisteredNode = MapValue<typeof nodes>;
export type Tranche = RegisteredNode["tranches"][number];
export type Candidacy = MapValue<typeof candidacies>;
export type Kick = MapValue<typeof kicks>;
export type RegisterParameters = ItemValue<typeof parameters>;
export type Description = RegisteredNode["description"];
