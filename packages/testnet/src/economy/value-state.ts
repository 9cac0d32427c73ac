import type { EpochInput, MiningState, OzonePool, ValidatorStake } from "@stos/economy";
import { noz, wei } from "@stos/units";
import { getJson, type Json } from "../chain/get-json.ts";
import type { DevnetFile } from "../devnet/devnet-file.ts";

const root = "/stratos/economy/v1";

export async function poolAt({ value }: DevnetFile, height?: number): Promise<OzonePool> {
  const { s, p, l } = await getJson<CurveAnswer>(value.rest, `${root}/curve`, height);
  return { deposited: wei(BigInt(s)), prepaid: wei(BigInt(p)), forSale: noz(BigInt(l)) };
}

/** The Mining Pool's balance and what it has issued. */
export async function miningAt({ value }: DevnetFile, height?: number): Promise<MiningState> {
  const { terms } = await conservationAt({ value }, height);
  const { total_mined_token: mined } = await getJson<{ total_mined_token: Coin }>(
    value.rest,
    "/stratos/pot/v1/total_mined_token",
    height,
  );
  return {
    pool: wei(BigInt(terms.wei["mining_pool"] ?? "")),
    issued: wei(BigInt(mined.amount)),
  };
}

export function conservationAt(
  { value }: Pick<DevnetFile, "value">,
  height?: number,
): Promise<ConservationAnswer> {
  return getJson<ConservationAnswer>(value.rest, `${root}/conservation`, height);
}

/** Deposits of the nodes that share in the stake share: active ones, resource and meta nodes alike (reading 18). */
export async function depositsAt(
  devnet: DevnetFile,
  height?: number,
): Promise<EpochInput["stakes"]["deposits"]> {
  const addresses = {
    resource: devnet.resourceNodes.map(({ address }) => address),
    meta: await metaNodes(devnet),
  };
  const nodes = await Promise.all(
    (["resource", "meta"] as const).flatMap((kind) =>
      addresses[kind].map((address) => registeredNode(devnet, { kind, address, height })),
    ),
  );
  return nodes
    .filter((node) => node?.life_cycle === "active")
    .map((node) => ({ id: node?.network_address ?? "", amount: wei(BigInt(node?.tokens ?? "")) }));
}

/** The admitted meta nodes: until audits exist, all of them did their duty. */
export async function metaNodes({ meta }: DevnetFile): Promise<readonly string[]> {
  const { members } = await getJson<{ members: readonly { node: string }[] }>(
    meta.rest,
    "/stratos/meta/v1/members",
  );
  return members.map(({ node }) => node);
}

/** Who has bonded stake, as genesis says: nothing changes it until staking is built. */
export async function validatorsOfGenesis({
  value,
}: DevnetFile): Promise<readonly ValidatorStake[]> {
  const { result } = await getJson<{ result: { genesis: GenesisAnswer } }>(value.rpc, "/genesis");
  return result.genesis.app_state.staking.validators.map((validator) => ({
    id: validator.operator,
    commissionBp: BigInt(validator.commission_bp),
    self: wei(BigInt(validator.self)),
    delegators: validator.delegators.map(({ delegator, amount }) => ({
      id: delegator,
      amount: wei(BigInt(amount)),
    })),
  }));
}

type Coin = Readonly<{ denom: string; amount: string }>;

type CurveAnswer = Readonly<{ s: string; p: string; l: string }>;

export type ConservationAnswer = Readonly<{
  difference: string;
  terms: Readonly<{ wei: Readonly<Record<string, string>>; noz: Readonly<Record<string, string>> }>;
}>;

type GenesisAnswer = Readonly<{
  app_state: Readonly<{
    staking: Readonly<{
      validators: readonly Readonly<{
        operator: string;
        commission_bp: number;
        self: string;
        delegators: readonly Readonly<{ delegator: string; amount: string }>[];
      }>[];
    }>;
  }>;
}>;

type NodeAnswer = Readonly<{ network_address: string; tokens: string; life_cycle: string }>;

/** Undefined where it wasn't registered yet. */
async function registeredNode(
  { value }: DevnetFile,
  {
    kind,
    address,
    height,
  }: Readonly<{ kind: "resource" | "meta"; address: string; height: number | undefined }>,
): Promise<NodeAnswer | undefined> {
  const path = `/stratos/register/v1/${kind}_node/${address}`;
  try {
    const { node } = await getJson<Json & { node: NodeAnswer }>(value.rest, path, height);
    return node;
  } catch (error) {
    if (error instanceof Error && error.message.includes("answers 404")) return undefined;
    throw error;
  }
}
