import { toHex } from "@stos/codec";
import type { Context } from "@stos/ledger";
import type { Nodes } from "../nodes/nodes.ts";
import { type Placement, placementKey, placements, storageStore, wanted } from "./state.ts";

export type PlacementName = Readonly<{ session: Uint8Array; number: number }>;

/** Which task put which slice where, and what of it is still wanted. */
export type Placements = Readonly<{
  get(name: PlacementName): Placement | undefined;
  /** One more manifest names it; the first one places it. */
  reference(name: PlacementName, placement: Omit<Placement, "references">): void;
  /** One manifest less names it. `isSpent` keeps the entry, so that its custody can't be used again. */
  release(name: PlacementName, options: Readonly<{ isSpent: boolean }>): void;
  isWanted(node: string, slice: Uint8Array): boolean;
  /** The session can name nothing any more: its entries without references go. */
  forgetSession(session: Uint8Array): Promise<void>;
}>;

export function placementsOf(context: Context, nodes: Nodes): Placements {
  const store = context.store(storageStore);
  const known = placements.open(store);
  const index = wanted.open(store);
  const countAt = (node: string, slice: Uint8Array) => index.get([node, slice])?.placements ?? 0;

  return {
    get: ({ session, number }) => known.get([session, number]),
    reference({ session, number }, placement) {
      const references = known.get([session, number])?.references ?? 0;
      known.set([session, number], { ...placement, references: references + 1 });
      if (references === 0) for (const node of placement.nodes) place(node, placement);
    },
    release({ session, number }, { isSpent }) {
      const placement = known.get([session, number]);
      if (placement === undefined || placement.references === 0)
        throw new RangeError(`nothing references ${toHex(session)}/${number}`);
      const references = placement.references - 1;

      if (references > 0 || isSpent) known.set([session, number], { ...placement, references });
      else known.delete([session, number]);
      if (references === 0) for (const node of placement.nodes) remove(node, placement);
    },
    isWanted: (node, slice) => countAt(node, slice) > 0,
    async forgetSession(session) {
      for await (const [place, { references }] of known.entries({
        prefix: placementKey.prefix(session),
      }))
        if (references === 0) known.delete(place);
    },
  };

  /** A node keeps equal slices once, so their bytes count once. */
  function place(node: string, { slice, size }: Omit<Placement, "references">): void {
    const count = countAt(node, slice);
    index.set([node, slice], { placements: count + 1 });
    if (count === 0) nodes.changePlaced(node, size);
  }

  function remove(node: string, { slice, size }: Placement): void {
    const count = countAt(node, slice);
    if (count > 1) index.set([node, slice], { placements: count - 1 });
    else {
      index.delete([node, slice]);
      nodes.changePlaced(node, -size);
    }
  }
}
