import type { Fields } from "../http/fields.ts";
import type { IssuerClient } from "./issuer-client.ts";

export type AssignedNode = Readonly<{ node: string; url: string }>;

/** One numbered draw: the nodes that a slice goes to. It is used once. */
export type UploadAssignment = Readonly<{
  number: number;
  nodes: readonly AssignedNode[];
  passedOver: readonly string[];
  /** The issuer's word for whom it passed over; empty where that is nobody. */
  signature: Uint8Array;
}>;

/** Stored bytes up to which draws are asked for ahead, and how many of them lie ready at most. */
const classes = [
  { size: 8_192, aheadMax: 64 },
  { size: 65_536, aheadMax: 16 },
  { size: 1_048_576, aheadMax: 2 },
] as const;
/** Where a class begins; it doubles whenever one is missing. */
const aheadMin = 2;

type Shelf = Readonly<{ size: number; replicas: number; aheadMax: number }> & {
  readonly ready: UploadAssignment[];
  ahead: number;
  isRefilling: boolean;
};

/**
 * Draws for uploads. For small slices a few are asked for ahead, so that a small PUT needs no round trip to the issuer;
 * what is left when the session ends is spent with it.
 */
export class AssignmentPool {
  readonly #issuer: IssuerClient;
  readonly #shelves = new Map<string, Shelf>();

  constructor(issuer: IssuerClient) {
    this.#issuer = issuer;
  }

  /** A draw for one slice of `size` stored bytes. Throws what `IssuerClient.ask` throws. */
  async take(size: number, replicas: number): Promise<UploadAssignment> {
    const fitting = classes.find((each) => size <= each.size);
    if (fitting === undefined) {
      const [only] = await this.#ask({ size, replicas, count: 1 });
      if (only === undefined) throw new RangeError("an issuer answered no assignment");
      return only;
    }

    const shelf = this.#shelfOf(fitting, replicas);
    const next = shelf.ready.shift();
    if (next === undefined) shelf.ahead = Math.min(shelf.ahead * 2, shelf.aheadMax);
    if (shelf.ready.length < shelf.ahead / 2) void this.#refill(shelf);
    if (next !== undefined) return next;
    const [only] = await this.#ask({ size: fitting.size, replicas, count: 1 });
    if (only === undefined) throw new RangeError("an issuer answered no assignment");
    return only;
  }

  /** Draws that lie ready and name a node that failed would fail as well. */
  dropNode(failed: string): void {
    for (const { ready } of this.#shelves.values()) {
      const fit = ready.filter(({ nodes }) => nodes.every(({ node }) => node !== failed));
      ready.splice(0, ready.length, ...fit);
    }
  }

  #shelfOf(fitting: (typeof classes)[number], replicas: number): Shelf {
    const name = `${fitting.size}/${replicas}`;
    const known = this.#shelves.get(name);
    if (known !== undefined) return known;
    const shelf = { ...fitting, replicas, ready: [], ahead: aheadMin / 2, isRefilling: false };
    this.#shelves.set(name, shelf);
    return shelf;
  }

  async #refill(shelf: Shelf): Promise<void> {
    const { size, replicas, ready, ahead } = shelf;
    const count = ahead - ready.length;
    if (shelf.isRefilling || count <= 0) return;
    shelf.isRefilling = true;
    try {
      ready.push(...(await this.#ask({ size, replicas, count })));
    } catch {
      // Whoever needs the next one asks for it himself and hears what is wrong.
    } finally {
      shelf.isRefilling = false;
    }
  }

  async #ask(
    order: Readonly<{ size: number; replicas: number; count: number }>,
  ): Promise<readonly UploadAssignment[]> {
    const answer = await this.#issuer.ask({ kind: "upload", ...order });
    return answer.objects("assignments").map(uploadAssignment);
  }
}

export function uploadAssignment(answer: Fields): UploadAssignment {
  return {
    number: answer.whole("number"),
    nodes: assignedNodes(answer),
    passedOver: answer.texts("passedOver"),
    signature: answer.has("signature") ? answer.base64("signature") : new Uint8Array(),
  };
}

export function assignedNodes(answer: Fields): readonly AssignedNode[] {
  return answer.objects("nodes").map((node) => ({
    node: node.text("node"),
    url: node.text("url").replace(/\/+$/, ""),
  }));
}
