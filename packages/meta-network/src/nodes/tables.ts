import { createHash } from "node:crypto";
import { assignmentWeight } from "@stos/economy";
import type { Context } from "@stos/ledger";
import { endpointNetwork, type NodeTable, type TableEntry } from "../draws/index.ts";
import { metaEvent } from "../event.ts";
import type { Parameters } from "../parameters/parameters.ts";
import type { Nodes } from "./nodes.ts";
import {
  newestTable,
  nodesStore,
  pageCodec,
  pageEntriesMax,
  type ResourceNode,
  tables,
} from "./state.ts";

/** Frozen tables of nodes. */
export type Tables = Readonly<{
  /** Undefined where it has been forgotten. */
  get(number: number): NodeTable | undefined;
  /** Freezes the nodes as they are, for draws of `epoch`, and forgets the tables of epochs too long ago. */
  freeze(epoch: number): Promise<number>;
  /**
   * The table that a seed set now draws from. While the network's newest table has too few nodes for the default
   * number of replicas, it is frozen anew as nodes join, so that a network's first files needn't wait for an epoch.
   */
  forSeed(epoch: number): Promise<number>;
}>;

export function tablesOf(
  context: Context,
  { nodes, parameters }: Readonly<{ nodes: Nodes; parameters: Parameters }>,
): Tables {
  const store = context.store(nodesStore);
  const frozen = tables.open(store);
  const newest = newestTable.open(store);

  // A put reads its session's table for each of its slices: it costs the message gas and time once.
  const known = new Map<number, NodeTable>();
  const get = (number: number) => {
    const found = known.get(number) ?? pagesOf(number);
    if (found !== undefined) known.set(number, found);
    return found;
  };
  const pagesOf = (number: number) => {
    const pages: Uint8Array[] = [];
    for (;;) {
      const page = store.get(tables.keyOf([number, pages.length]));
      if (page === undefined) return pages.length === 0 ? undefined : decodedOnce(pages);
      pages.push(page);
    }
  };
  const freeze = async (epoch: number) => {
    const entries = await presentEntries(nodes);
    const number = (newest.get() ?? 0) + 1;
    for (let page = 0; page === 0 || page * pageEntriesMax < entries.length; page += 1)
      frozen.set([number, page], {
        epoch,
        entries: entries.slice(page * pageEntriesMax, (page + 1) * pageEntriesMax),
      });
    newest.set(number);
    context.emit(metaEvent("TableFrozen", { number, epoch, nodes: entries.length }));
    await forget(epoch - parameters.get().tableEpochs);
    return number;
  };

  return {
    get,
    freeze,
    async forSeed(epoch) {
      const number = newest.get();
      const table = number === undefined ? undefined : get(number);
      if (number === undefined || table === undefined) return freeze(epoch);
      if (drawable(table.entries) >= parameters.get().replicasDefault) return number;
      const present = await presentEntries(nodes);
      return drawable(present) > drawable(table.entries) ? freeze(epoch) : number;
    },
  };

  async function forget(before: number): Promise<void> {
    for await (const [place, page] of frozen.entries()) {
      if (page.epoch >= before) return;
      frozen.delete(place);
      known.delete(place[0]);
    }
  }
}

function drawable(entries: readonly TableEntry[]): number {
  return entries.filter(({ isActive, weight }) => isActive && weight > 0n).length;
}

async function presentEntries(nodes: Nodes): Promise<readonly TableEntry[]> {
  const entries: TableEntry[] = [];
  const deposited = nodes.price()?.deposited;
  for await (const [, node] of nodes.all()) {
    if (node.state === "joining" || node.state === "gone") continue;
    entries.push({
      node: node.node,
      weight: deposited === undefined ? 0n : assignmentWeight(node, deposited),
      owner: node.owner,
      beneficiary: node.beneficiary,
      networks: networksOf(node),
      services: node.services,
      free: Math.max(0, node.capacity - nodes.placedBytes(node.node)),
      isActive: node.state === "active",
    });
  }
  return entries;
}

function networksOf({ endpoints }: ResourceNode): readonly string[] {
  const networks = endpoints.map(endpointNetwork).filter((network) => network !== undefined);
  return [...new Set(networks)].sort();
}

/** A table of thousands of nodes is read for every object put: its decoded form is kept by the hash of its bytes. */
const decodedMax = 32;
const decoded = new Map<string, NodeTable>();

function decodedOnce(pages: readonly Uint8Array[]): NodeTable {
  const hash = createHash("sha256");
  for (const page of pages) hash.update(`${page.length}:`).update(page);
  const id = hash.digest("base64url");
  const known = decoded.get(id);
  if (known !== undefined) return known;

  const read = pages.map((page) => pageCodec.decode(page));
  const table = { epoch: read[0]?.epoch ?? 0, entries: read.flatMap(({ entries }) => entries) };
  decoded.set(id, table);
  for (const oldest of decoded.keys()) {
    if (decoded.size <= decodedMax) break;
    decoded.delete(oldest);
  }
  return table;
}
