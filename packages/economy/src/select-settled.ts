import { type Noz, noz, sum } from "@stos/units";
import { byCodeUnit } from "./order.ts";

/** A node's unsettled traffic. */
export type NodeTraffic = Readonly<{ id: string; traffic: Noz }>;

/** What an epoch settles: `settled` in the order of the ranking, Y = `consumed`, and what carries over. */
export type Selection = Readonly<{ settled: readonly NodeTraffic[]; consumed: Noz; carried: Noz }>;

/**
 * The nodes that provide the top 80 % of all unsettled traffic (section 3; readings 7, 8): sorted by traffic
 * descending, then by id; the shortest prefix whose sum is ≥ 80 %. Exactly 80 % stops. Nothing is rounded.
 */
export function selectSettled(unsettled: readonly NodeTraffic[]): Selection {
  const ranking = rank(unsettled);
  const total = sum(ranking.map(({ traffic }) => traffic));

  let reached = 0n;
  let count = 0;
  while (reached * 100n < total * settledPercent) {
    reached += ranking[count]?.traffic ?? 0n;
    count += 1;
  }

  return {
    settled: ranking.slice(0, count),
    consumed: noz(reached),
    carried: noz(total - reached),
  };
}

const settledPercent = 80n;

/** Doubles never order two amounts wrongly, they only make near ones equal: those are compared as they are. */
function rank(unsettled: readonly NodeTraffic[]): readonly NodeTraffic[] {
  return unsettled
    .filter(({ traffic }) => traffic > 0n)
    .map((node) => ({ node, near: asDouble(node.traffic) }))
    .sort((a, b) => b.near - a.near || byTrafficThenId(a.node, b.node))
    .map(({ node }) => node);
}

/** The nearest double; `Number` is forbidden here since money is bigint, and this one only sorts. */
function asDouble(traffic: Noz): number {
  // biome-ignore lint/style/noRestrictedGlobals: never computed with.
  return Number(traffic);
}

function byTrafficThenId(a: NodeTraffic, b: NodeTraffic): number {
  if (a.traffic !== b.traffic) return a.traffic > b.traffic ? -1 : 1;
  return byCodeUnit(a.id, b.id);
}
