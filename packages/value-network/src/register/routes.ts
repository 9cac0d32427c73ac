import { encodeNetworkKey } from "@stos/codec";
import { type Route, sdkError } from "@stos/ledger";
import { sum } from "@stos/units";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { coinOf } from "../coins.ts";
import { type Register, remainingDeposit } from "./register.ts";
import type { RegisteredNode } from "./state.ts";

type Needs = Pick<ValueCapabilities, "pot" | "register">;

const root = "/stratos/register/v1";
const pageMax = 1_000;

export const routes: readonly Route<Needs>[] = [
  {
    method: "GET",
    path: `${root}/params`,
    handle: ({ register }) => ({ params: paramsOf(register) }),
  },
  {
    method: "GET",
    path: `${root}/resource_node/:address`,
    handle: ({ register }, { params }) => ({
      node: nodeOf(register, params["address"], "resource"),
    }),
  },
  {
    method: "GET",
    path: `${root}/meta_node/:address`,
    handle: ({ register }, { params }) => ({ node: nodeOf(register, params["address"], "meta") }),
  },
  {
    method: "GET",
    path: `${root}/resource_node_count`,
    handle: async ({ register }) => ({ number: `${(await active(register, "resource")).length}` }),
  },
  {
    method: "GET",
    path: `${root}/meta_node_count`,
    handle: async ({ register }) => ({ number: `${(await active(register, "meta")).length}` }),
  },
  { method: "GET", path: `${root}/deposit_total`, handle: ({ register }) => totalsOf(register) },
  {
    method: "GET",
    path: `${root}/deposit_by_node/:address/:type`,
    handle({ register }, { params }) {
      const address = requireNetworkAddress(params["address"] ?? "", "network_addr");
      const node = requireNode(register, address);
      const kinds = nodeKindsByQueryType[params["type"] ?? ""];
      if (kinds === undefined)
        throw sdkError("invalid-request", "query_type is 0 (all), 1 (meta) or 2 (resource)");
      if (!kinds.includes(node.kind))
        throw sdkError("not-found", `${address} is a ${node.kind} node`);
      return { deposit_info: depositInfo(address, node) };
    },
  },
  {
    method: "GET",
    path: `${root}/deposit_by_owner/:owner`,
    async handle({ register }, { params }) {
      const owner = requireAccountAddress(params["owner"] ?? "", "owner_addr");
      const infos: unknown[] = [];
      const range = { gte: [owner, ""], lt: [`${owner}~`, ""], limit: pageMax } as const;
      for await (const [[, address]] of register.state.owners.entries(range)) {
        infos.push(depositInfo(address, requireNode(register, address)));
      }
      return { deposit_infos: infos, pagination: { next_key: null, total: `${infos.length}` } };
    },
  },
  {
    method: "GET",
    path: `${root}/remaining_ozone_limit`,
    handle: ({ pot }) => ({ ozone_limit: `${pot.pool().forSale}` }),
  },
];

const nodeKindsByQueryType: Readonly<Record<string, readonly RegisteredNode["kind"][]>> = {
  "0": ["meta", "resource"],
  "1": ["meta"],
  "2": ["resource"],
};

function paramsOf(register: Register): unknown {
  const given = register.parameters();
  return {
    bond_denom: "wei",
    unbonding_threashold_time: `${given.depositLockSeconds}s`,
    unbonding_completion_time: `${given.coolingOffSeconds}s`,
    resource_node_reg_enabled: given.resourceNodeRegistration,
    resource_node_min_deposit: coinOf(given.resourceNodeDepositMin),
    meta_node_min_deposit: coinOf(given.metaNodeDepositMin),
    voting_period: `${given.votingSeconds}s`,
    foundation: given.foundation,
    approval: `${given.approvalNumerator}/${given.approvalDenominator}`,
  };
}

function nodeOf(
  register: Register,
  text: string | undefined,
  kind: RegisteredNode["kind"],
): unknown {
  const address = requireNetworkAddress(text ?? "", "network_addr");
  const node = requireNode(register, address);
  if (node.kind !== kind) throw sdkError("not-found", `${address} is a ${node.kind} node`);
  return {
    network_address: address,
    pubkey: {
      "@type": "/cosmos.crypto.ed25519.PubKey",
      key: Buffer.from(node.networkKey).toString("base64"),
    },
    pubkey_text: encodeNetworkKey(node.networkKey),
    suspend: node.isSuspended,
    status: bondStatus[node.status],
    life_cycle: node.status,
    tokens: `${remainingDeposit(node)}`,
    effective_tokens: `${node.isSuspended ? 0n : remainingDeposit(node)}`,
    initial_deposit: `${node.initial}`,
    owner_address: node.owner,
    beneficiary_address: node.beneficiary,
    description: {
      moniker: node.description.moniker,
      identity: node.description.identity,
      website: node.description.website,
      security_contact: node.description.securityContact,
      details: node.description.details,
    },
    creation_time: new Date(node.createdAt * 1_000).toISOString(),
    left_at: node.leftAt === undefined ? null : new Date(node.leftAt * 1_000).toISOString(),
    node_type: node.services,
  };
}

const bondStatus = {
  candidate: "BOND_STATUS_UNBONDED",
  active: "BOND_STATUS_BONDED",
  leaving: "BOND_STATUS_UNBONDING",
  gone: "BOND_STATUS_UNBONDED",
} as const;

function depositInfo(address: string, node: RegisteredNode): unknown {
  const amount = remainingDeposit(node);
  const as = (status: RegisteredNode["status"]) => coinOf(node.status === status ? amount : 0n);
  return {
    network_address: address,
    owner_address: node.owner,
    creation_time: new Date(node.createdAt * 1_000).toISOString(),
    bonded_deposit: as("active"),
    un_bonding_deposit: as("leaving"),
    un_bonded_deposit: as("candidate"),
  };
}

async function totalsOf(register: Register): Promise<unknown> {
  const of = async (kind: RegisteredNode["kind"]) =>
    coinOf(sum((await active(register, kind)).map(remainingDeposit)));
  const status = async (wanted: RegisteredNode["status"]) => {
    const found = await nodesWhere(register, (node) => node.status === wanted);
    return coinOf(sum(found.map(remainingDeposit)));
  };
  return {
    resource_nodes_total_deposit: await of("resource"),
    meta_nodes_total_deposit: await of("meta"),
    total_bonded_deposit: await status("active"),
    total_unbonded_deposit: await status("candidate"),
    total_unbonding_deposit: await status("leaving"),
  };
}

function active(
  register: Register,
  kind: RegisteredNode["kind"],
): Promise<readonly RegisteredNode[]> {
  return nodesWhere(register, (node) => node.kind === kind && node.status === "active");
}

async function nodesWhere(
  register: Register,
  isWanted: (node: RegisteredNode) => boolean,
): Promise<readonly RegisteredNode[]> {
  const found: RegisteredNode[] = [];
  for await (const [, node] of register.state.nodes.entries()) if (isWanted(node)) found.push(node);
  return found;
}

function requireNode(register: Register, address: string): RegisteredNode {
  const node = register.node(address);
  if (node === undefined) throw sdkError("not-found", `no node ${address} is registered`);
  return node;
}
