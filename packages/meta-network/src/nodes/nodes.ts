import type { Context } from "@stos/ledger";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";
import {
  leaving,
  nodes,
  nodesStore,
  type Price,
  placed,
  price,
  type ResourceNode,
} from "./state.ts";

export type Nodes = Readonly<{
  get(node: string): ResourceNode | undefined;
  /** Throws `ChainError` node-unknown. */
  require(node: string): ResourceNode;
  set(node: ResourceNode): void;
  /** From `after` on, exclusive, in the order of addresses. */
  list(range: Readonly<{ after: string; limit: number }>): Promise<readonly ResourceNode[]>;
  /** Bytes that the chain places at it. */
  placedBytes(node: string): number;
  changePlaced(node: string, difference: number): void;
  /** Puts the shutdown on the calendar. */
  scheduleShutdown(node: string, second: number): void;
  /** Leaving nodes whose shutdown is due, taken off the calendar. */
  takeDue(second: number): Promise<readonly string[]>;
  price(): Price | undefined;
  setPrice(price: Price): void;
  all(): AsyncIterable<readonly [node: string, record: ResourceNode]>;
}>;

export function nodesOf(context: Context): Nodes {
  const store = context.store(nodesStore);
  const known = nodes.open(store);
  const bytes = placed.open(store);
  const calendar = leaving.open(store);
  const newestPrice = price.open(store);
  const placedBytes = (node: string) => bytes.get(node)?.size ?? 0;

  return {
    get: (node) => known.get(node),
    require(node) {
      const found = known.get(node);
      if (found === undefined) throw refuse("node-unknown", `no node ${node} is registered`);
      return found;
    },
    set(node) {
      const before = known.get(node.node);
      known.set(node.node, node);
      if (before?.state !== node.state)
        context.emit(
          metaEvent("NodeState", {
            node: node.node,
            state: node.state,
            before: before?.state ?? "",
          }),
        );
    },
    async list({ after, limit }) {
      const found: ResourceNode[] = [];
      for await (const [, node] of known.entries({ gte: `${after}\0`, limit })) found.push(node);
      return found;
    },
    placedBytes,
    changePlaced(node, difference) {
      const size = placedBytes(node) + difference;
      if (size === 0) bytes.delete(node);
      else bytes.set(node, { size });
    },
    scheduleShutdown: (node, second) => calendar.set([second, node], { due: true }),
    async takeDue(second) {
      const due: string[] = [];
      for await (const [place] of calendar.entries({ lt: [second + 1, ""] })) {
        due.push(place[1]);
        calendar.delete(place);
      }
      return due;
    },
    price: () => newestPrice.get(),
    setPrice: (value) => newestPrice.set(value),
    all: () => known.entries(),
  };
}
