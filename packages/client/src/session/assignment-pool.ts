import type { Fields } from "../http/fields.ts";
import type { IssuerClient } from "./issuer-client.ts";

export type AssignedNode = Readonly<{ node: string; url: string }>;

/** One numbered draw: the nodes that a slice goes to. It is used once. */
export type UploadAssignment = Readonly<{
  number: number;
  nodes: readonly AssignedNode[];
  passedOver: readonly string[];
}>;

/** Stored bytes up to which draws are asked for ahead, and how many of them lie ready. */
const classes = [
  { size: 65_536, ahead: 8 },
  { size: 1_048_576, ahead: 2 },
] as const;

/**
 * Draws for uploads. For small slices a few are asked for ahead, so that a small PUT needs no round trip to the issuer;
 * what is left when the session ends is spent with it.
 */
export class AssignmentPool {
  readonly #issuer: IssuerClient;
  readonly #ready = new Map<string, UploadAssignment[]>();
  readonly #refilling = new Set<string>();

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

    const name = `${fitting.size}/${replicas}`;
    const ready = this.#ready.get(name) ?? [];
    this.#ready.set(name, ready);
    const next = ready.shift();
    if (ready.length < fitting.ahead / 2) void this.#refill(name, { ...fitting, replicas });
    if (next !== undefined) return next;
    const [only] = await this.#ask({ size: fitting.size, replicas, count: 1 });
    if (only === undefined) throw new RangeError("an issuer answered no assignment");
    return only;
  }

  async #refill(
    name: string,
    { size, ahead, replicas }: Readonly<{ size: number; ahead: number; replicas: number }>,
  ): Promise<void> {
    if (this.#refilling.has(name)) return;
    this.#refilling.add(name);
    try {
      const ready = this.#ready.get(name) ?? [];
      const count = ahead - ready.length;
      if (count > 0) ready.push(...(await this.#ask({ size, replicas, count })));
    } catch {
      // Whoever needs the next one asks for it himself and hears what is wrong.
    } finally {
      this.#refilling.delete(name);
    }
  }

  async #ask(
    order: Readonly<{ size: number; replicas: number; count: number }>,
  ): Promise<readonly UploadAssignment[]> {
    const answer = await this.#issuer.ask({ kind: "upload", ...order });
    return answer.objects("assignments").map((assignment) => ({
      number: assignment.whole("number"),
      nodes: assignedNodes(assignment),
      passedOver: assignment.texts("passedOver"),
    }));
  }
}

export function assignedNodes(answer: Fields): readonly AssignedNode[] {
  return answer.objects("nodes").map((node) => ({
    node: node.text("node"),
    url: node.text("url").replace(/\/+$/, ""),
  }));
}
