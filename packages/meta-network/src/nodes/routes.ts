import { toBase64 } from "@stos/codec";
import { assignmentWeight } from "@stos/economy";
import type { Route } from "@stos/ledger";
import { formatDecimal } from "@stos/units";
import type { MetaCapabilities } from "../capabilities.ts";
import { notFound } from "../failure.ts";
import type { Nodes } from "./nodes.ts";
import type { ResourceNode } from "./state.ts";

const pageMax = 1_000;

export const routes: readonly Route<MetaCapabilities>[] = [
  {
    method: "GET",
    path: "/stratos/meta/v1/nodes",
    async handle({ nodes }, { query }) {
      const limit = Math.min(
        /^\d{1,6}$/.test(query["limit"] ?? "") ? Number(query["limit"]) : 100,
        pageMax,
      );
      const page = await nodes.list({ after: query["after"] ?? "", limit: Math.max(1, limit) });
      const last = page.length === limit ? page.at(-1)?.node : undefined;
      return { nodes: page.map((node) => nodeJson(nodes, node)), next: last ?? "" };
    },
  },
  {
    method: "GET",
    path: "/stratos/meta/v1/nodes/:node",
    handle({ nodes }, { params }) {
      const node = nodes.get(params["node"] ?? "");
      if (node === undefined) throw notFound(`node ${params["node"]}`);
      return nodeJson(nodes, node);
    },
  },
];

/** `weight` is Z/s · remaining/initial · score at the present price, with 18 decimals. */
function nodeJson(nodes: Nodes, node: ResourceNode): unknown {
  const deposited = nodes.price()?.deposited;
  return {
    node: node.node,
    owner: node.owner,
    beneficiary: node.beneficiary,
    key: toBase64(node.key),
    services: node.services,
    endpoints: node.endpoints,
    capacity: node.capacity,
    placed: nodes.placedBytes(node.node),
    bandwidth: node.bandwidth,
    state: node.state,
    weight: formatDecimal(deposited === undefined ? 0n : assignmentWeight(node, deposited), 18),
    score: formatDecimal(node.scorePpm, 6),
    gone_at: node.goneAt ?? 0,
  };
}
