import { toHex } from "@stos/codec";
import type { NodeTable } from "../draws/index.ts";
import type { NodeState } from "../nodes/state.ts";
import type { MetaParameters } from "../parameters/state.ts";
import type { Session } from "../sessions/state.ts";
import type { Bucket, StoredObject } from "../storage/state.ts";
import type { ObjectPlace } from "../storage/storage.ts";
import type { ChainReader, ChainView } from "./chain-view.ts";

export type NodeFacts = Readonly<{ state: NodeState; url: string }>;

/** Of one block's state; what many asks need is decoded once a block. */
export type ChainFacts = Readonly<{
  session(id: Uint8Array): Session | undefined;
  /** Of the member that issues for it, as it is now; 0 where there is no such member. */
  generationOf(issuer: string): number;
  table(number: number): NodeTable | undefined;
  node(node: string): NodeFacts | undefined;
  parameters(): MetaParameters;
  bucket(wallet: string, bucket: string): Bucket | undefined;
  object(place: ObjectPlace): StoredObject | undefined;
}>;

export interface FactReader extends Disposable {
  read<T>(run: (facts: ChainFacts) => T): Promise<T>;
}

/** Sessions, and as many nodes, that are kept decoded between two blocks. */
const rememberedMax = 10_000;

type Memory = Readonly<{
  sessions: Map<string, Session | undefined>;
  nodes: Map<string, NodeFacts | undefined>;
}>;

export function openFacts(chain: ChainView): FactReader {
  let memory = emptyMemory();
  const listening = chain.onBlock(() => {
    memory = emptyMemory();
  });
  return {
    read: (run) => {
      // A read that began before a block fills the memory of its own block, which nobody else sees any more.
      const own = memory;
      return chain.read((reader) => run(factsOf(reader, own)));
    },
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
}

function factsOf(chain: ChainReader, { sessions, nodes }: Memory): ChainFacts {
  return {
    session: (id) => remembered(sessions, toHex(id), () => chain.sessions.get(id)),
    generationOf: (issuer) => chain.membership.get(issuer)?.generation ?? 0,
    table: (number) => chain.tables.get(number),
    node: (node) => remembered(nodes, node, () => nodeFacts(chain, node)),
    parameters: () => chain.parameters.get(),
    bucket: (wallet, bucket) => chain.storage.bucket(wallet, bucket),
    object: (place) => chain.storage.object(place),
  };
}

function nodeFacts(chain: ChainReader, node: string): NodeFacts | undefined {
  const found = chain.nodes.get(node);
  return found === undefined ? undefined : { state: found.state, url: found.endpoints[0] ?? "" };
}

function remembered<V>(
  known: Map<string, V | undefined>,
  name: string,
  read: () => V | undefined,
): V | undefined {
  if (known.has(name)) return known.get(name);
  const value = read();
  if (known.size < rememberedMax) known.set(name, value);
  return value;
}

function emptyMemory(): Memory {
  return { sessions: new Map(), nodes: new Map() };
}
