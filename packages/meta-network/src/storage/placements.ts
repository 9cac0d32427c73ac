import { toHex } from "@stos/codec";
import type { Context } from "@stos/ledger";
import { refuse } from "../failure.ts";
import type { Nodes } from "../nodes/nodes.ts";
import { type Placement, placementKey, placements, storageStore, wanted } from "./state.ts";

export type PlacementName = Readonly<{ session: Uint8Array; number: number }>;

/** Which task put which slice where, and what of it is still wanted. */
export type Placements = Readonly<{
  get(name: PlacementName): Placement | undefined;
  /**
   * One more manifest names it; the first one places it. Throws `ChainError` custody-invalid where one of its nodes keeps the
   * slice with another size.
   */
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
    isWanted: (node, slice) => index.has([node, slice]),
    async forgetSession(session) {
      for await (const [place, { references }] of known.entries({
        prefix: placementKey.prefix(session),
      }))
        if (references === 0) known.delete(place);
    },
  };

  /** A node keeps equal slices once, so their bytes count once. */
  function place(node: string, { slice, size }: Omit<Placement, "references">): void {
    const kept = index.get([node, slice]);
    if (kept !== undefined && kept.size !== size)
      throw refuse(
        "custody-invalid",
        `${node} keeps the slice ${toHex(slice)} with ${kept.size} bytes, not ${size}`,
      );
    index.set([node, slice], { placements: (kept?.placements ?? 0) + 1, size });
    if (kept === undefined) nodes.changePlaced(node, size);
  }

  function remove(node: string, { slice }: Placement): void {
    const kept = index.get([node, slice]);
    if (kept === undefined) throw new RangeError(`${node} keeps no slice ${toHex(slice)}`);
    if (kept.placements > 1) index.set([node, slice], { ...kept, placements: kept.placements - 1 });
    else {
      index.delete([node, slice]);
      nodes.changePlaced(node, -kept.size);
    }
  }
}
