import type { Wei } from "@stos/units";
import { entriesOf, type OrderedMap } from "../ordered-map.ts";
import type { EconomyNode } from "./state.ts";

/** Who takes part in an epoch by being there, in code-unit order, and when the next deposit comes back. */
export type Standing = Readonly<{
  /** Every node, whatever its status. */
  entries: readonly (readonly [string, EconomyNode])[];
  metas: readonly string[];
  /** Of active nodes (reading 18). */
  deposits: readonly Readonly<{ id: string; amount: Wei }>[];
  nextReleaseAt: bigint | undefined;
}>;

/** Most epochs have the nodes of the epoch before: the answer is kept for as long as the map of nodes is. */
export function standingOf(nodes: OrderedMap<EconomyNode>): Standing {
  if (nodes === undefined) return nobody;
  const known = kept.get(nodes);
  if (known !== undefined) return known;
  const standing = countStanding(nodes);
  kept.set(nodes, standing);
  return standing;
}

const nobody: Standing = { entries: [], metas: [], deposits: [], nextReleaseAt: undefined };
const kept = new WeakMap<object, Standing>();

function countStanding(nodes: OrderedMap<EconomyNode>): Standing {
  const metas: string[] = [];
  const deposits: { id: string; amount: Wei }[] = [];
  let nextReleaseAt: bigint | undefined;
  const entries = entriesOf(nodes);
  for (const [id, { role, status, remaining, releaseAt, isReleased }] of entries) {
    if (status === "active") {
      if (role === "meta") metas.push(id);
      deposits.push({ id, amount: remaining });
    }
    if (releaseAt === undefined || isReleased) continue;
    if (nextReleaseAt === undefined || releaseAt < nextReleaseAt) nextReleaseAt = releaseAt;
  }
  return { entries, metas, deposits, nextReleaseAt };
}
