import { sliceBytesMax } from "@stos/storage";
import { drawOrder } from "./order.ts";
import { type NodeTable, storageService, type TableEntry } from "./table.ts";

export type UploadDraw = Readonly<{
  seed: Uint8Array;
  number: number;
  table: NodeTable;
  replicas: number;
  /** Whether replicas must stand in different networks besides having different owners and beneficiaries. */
  distinctNetworks: boolean;
  /** Facts on the chain or the issuer's own probe; nothing else passes a candidate over. */
  isPassedOver(node: string): boolean;
}>;

/** `nodes` holds fewer than asked for where candidates run out. */
export type Assignment = Readonly<{ nodes: readonly string[]; passedOver: readonly string[] }>;

/**
 * The nodes that task i of a session goes to: candidates in the order drawn, without those passed over and those that
 * share an owner, beneficiary or network with one chosen before. Chain and issuer both compute it from public data.
 *
 * A slice's exact size is known only after its draw, so a candidate needs room for the largest one: the order depends
 * on the seed, the number and the table alone.
 */
export function drawUpload(draw: UploadDraw): Assignment {
  const eligible = draw.table.entries.filter(canStore);
  const byNode = new Map(eligible.map((entry) => [entry.node, entry]));
  const order = drawOrder(
    { seed: draw.seed, number: draw.number, kind: "upload" },
    eligible.map(({ node, weight }) => ({ id: node, weight })),
  );

  const chosen: TableEntry[] = [];
  const passedOver: string[] = [];
  if (draw.replicas > 0) {
    for (const node of order) {
      const entry = byNode.get(node);
      if (
        entry === undefined ||
        chosen.some((other) => areRelated(entry, other, draw.distinctNetworks))
      )
        continue;
      if (draw.isPassedOver(node)) passedOver.push(node);
      else chosen.push(entry);
      if (chosen.length === draw.replicas) break;
    }
  }
  return { nodes: chosen.map(({ node }) => node), passedOver };
}

function canStore({ isActive, services, free }: TableEntry): boolean {
  return isActive && (services & storageService) !== 0 && free >= sliceBytesMax;
}

/** Whether one misfortune or one owner could take both replicas. */
function areRelated(a: TableEntry, b: TableEntry, distinctNetworks: boolean): boolean {
  if (a.owner === b.owner || a.beneficiary === b.beneficiary) return true;
  if (a.owner === b.beneficiary || a.beneficiary === b.owner) return true;
  return distinctNetworks && a.networks.some((network) => b.networks.includes(network));
}
