import {
  fixedBytes,
  flag,
  integer,
  key,
  list,
  nozAmount,
  oneOf,
  optional,
  record,
  text,
  u64,
  weiAmount,
} from "@stos/codec";
import { item, map } from "@stos/ledger";
import type { Noz, Wei } from "@stos/units";
import type { NodeTable, TableEntry } from "../draws/index.ts";

export const nodesStore = "nodes";

export const nodeStates = ["joining", "active", "suspended", "leaving", "gone"] as const;
export type NodeState = (typeof nodeStates)[number];

export type ResourceNode = Readonly<{
  /** `stsds…` */
  node: string;
  owner: string;
  beneficiary: string;
  /** What it registered for; bits: 1 computation, 2 database, 4 storage. */
  services: number;
  /** Its ed25519 network key. */
  key: Uint8Array;
  /** Z */
  initial: Wei;
  remaining: Wei;
  state: NodeState;
  /** Empty until it joined. */
  endpoints: readonly string[];
  /** Bytes that it offers to keep. */
  capacity: number;
  /** Bytes a second. */
  bandwidth: number;
  scorePpm: bigint;
  /** Unix second of the shutdown of a leaving node. */
  goneAt: number | undefined;
}>;

/** nodes/‹node› */
export const nodes = map({
  prefix: "nodes/",
  key: key.text,
  codec: record<ResourceNode>({
    node: text,
    owner: text,
    beneficiary: text,
    services: u64,
    key: fixedBytes(32),
    initial: weiAmount,
    remaining: weiAmount,
    state: oneOf(...nodeStates),
    endpoints: list(text),
    capacity: u64,
    bandwidth: u64,
    scorePpm: integer,
    goneAt: optional(u64),
  }),
});

/** placed/‹node› → bytes of the slices that the chain places there. */
export const placed = map({ prefix: "placed/", key: key.text, codec: record({ size: u64 }) });

/** leaving/‹second›‹node›: the shutdowns to come, in their order. */
export const leavingKey = key.tuple(key.u64, key.text);
export const leaving = map({ prefix: "leaving/", key: leavingKey, codec: record({ due: flag }) });

/** What the value network says of its pool: s, p in wei, l in noz. */
export type Price = Readonly<{ deposited: Wei; prepaid: Wei; forSale: Noz }>;

/** price */
export const price = item({
  key: "price",
  codec: record<Price>({ deposited: weiAmount, prepaid: weiAmount, forSale: nozAmount }),
});

const entryCodec = record<TableEntry>({
  node: text,
  weight: integer,
  owner: text,
  beneficiary: text,
  networks: list(text),
  services: u64,
  free: u64,
  isActive: flag,
});

/**
 * tables/‹number›‹page› → up to `pageEntriesMax` entries of a frozen table, from page 0 on without gaps. An epoch may have
 * several tables while the network has too few nodes.
 */
export const pageCodec = record<NodeTable>({ epoch: u64, entries: list(entryCodec) });
export const tableKey = key.tuple(key.u64, key.u64);
export const tables = map({ prefix: "tables/", key: tableKey, codec: pageCodec });

/**
 * An entry takes less than 4 KiB: two addresses, four networks of at most 253 characters, a few numbers. So a page stays
 * well below the 4 MiB that one value of the state may have, however many nodes there are.
 */
export const pageEntriesMax = 512;

/** newest-table → its number. */
export const newestTable = item({ key: "newest-table", codec: u64 });
