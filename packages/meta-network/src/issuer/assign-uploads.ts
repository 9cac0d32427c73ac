import { drawUpload } from "../draws/index.ts";
import type { UploadAsk } from "./ask.ts";
import { IssuerError } from "./issuer-error.ts";
import type { NodeUrl, Task } from "./task.ts";

export type UploadAnswer = Readonly<{
  assignments: readonly Readonly<{
    number: number;
    nodes: readonly NodeUrl[];
    /** In the order drawn. */
    passedOver: readonly string[];
    /** Base64: the issuer's of an `Assignment` that names them; absent where nobody was passed over. */
    signature?: string;
  }>[];
}>;

/**
 * Draws the nodes of `count` slices. A candidate is passed over for its state on the chain or the issuer's own probe. Throws
 * `IssuerError` not-permitted, ask-invalid, not-enough-nodes.
 */
export function assignUploads(task: Task, { size, replicas, count }: UploadAsk): UploadAnswer {
  const { facts, session } = task;
  const { replicasMin, replicasMax, distinctNetworks } = facts.parameters();
  if (!session.rights.write)
    throw new IssuerError({ code: "not-permitted", reason: "the session has no right to write" });
  if (replicas < replicasMin || replicas > replicasMax)
    throw new IssuerError({
      code: "ask-invalid",
      reason: `${replicas} replicas; allowed: ${replicasMin} to ${replicasMax}`,
    });

  const isPassedOver = (node: string) =>
    facts.node(node)?.state !== "active" || !task.prober.takesSlices(node);
  const draw = { seed: task.seed, table: task.table, replicas, distinctNetworks, isPassedOver };
  return {
    assignments: Array.from({ length: count }, () => {
      const number = task.takeNumber();
      const { nodes, passedOver } = drawUpload({ ...draw, number });
      if (nodes.length < replicas)
        throw new IssuerError({ code: "not-enough-nodes", wanted: replicas, found: nodes.length });
      for (const node of nodes) {
        task.demand(node, BigInt(size));
        task.entitle(node, BigInt(size));
      }
      return { number, nodes: nodes.map((node) => task.nodeUrl(node)), passedOver };
    }),
  };
}
