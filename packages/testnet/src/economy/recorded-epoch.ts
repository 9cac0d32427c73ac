import { distributeEpoch, type EpochDistribution } from "@stos/economy";
import { noz } from "@stos/units";
import { getJson } from "../chain/get-json.ts";
import type { DevnetFile } from "../devnet/devnet-file.ts";
import { depositsAt, metaNodes, miningAt, poolAt, validatorsOfGenesis } from "./value-state.ts";

/** An epoch as the value network's REST tells it. */
export type PaidEpoch = Readonly<{
  epoch: number;
  settled_noz: string;
  R: string;
  M: string;
  stage: number;
  reported_height: number;
  void: boolean;
  payouts: readonly PaidShare[];
}>;

export type PaidShare = Readonly<{
  kind: string;
  id: string;
  wallet: string;
  traffic: string;
  mining: string;
}>;

/** An epoch as the meta chain's REST tells it. */
export type ReportedEpoch = Readonly<{
  epoch: number;
  settled: readonly Readonly<{ node: string; noz: string }>[];
  settled_noz: string;
  carried: string;
  accounts_total: string;
}>;

/** The newest closed epochs, newest first, without their payouts. */
export async function closedEpochs({
  value,
}: DevnetFile): Promise<readonly Omit<PaidEpoch, "payouts">[]> {
  const path = "/stratos/economy/v1/epochs?limit=1000";
  const rows = await getJson<readonly Decimals<Omit<PaidEpoch, "payouts">>[]>(value.rest, path);
  return rows.map(countsOf);
}

export async function paidEpoch({ value }: DevnetFile, epoch: number): Promise<PaidEpoch> {
  const path = `/stratos/economy/v1/epochs/${epoch}`;
  return countsOf(await getJson<Decimals<PaidEpoch>>(value.rest, path));
}

type Counts = "epoch" | "stage" | "reported_height";
/** REST has every integer as a decimal string. */
type Decimals<T> = Omit<T, Counts> & Readonly<Record<Counts, string>>;

function countsOf<T extends Readonly<Record<Counts, string>>>(row: T) {
  return {
    ...row,
    epoch: Number(row.epoch),
    stage: Number(row.stage),
    reported_height: Number(row.reported_height),
  };
}

export function reportedEpoch({ meta }: DevnetFile, epoch: number): Promise<ReportedEpoch> {
  return getJson(meta.rest, `/stratos/meta/v1/epochs/${epoch}`);
}

/** What the paper's rules pay for the recorded traffic, from the state in the block before the report's. */
export async function recomputeEpoch(
  devnet: DevnetFile,
  { epoch, reported_height: height }: Pick<PaidEpoch, "epoch" | "reported_height">,
): Promise<EpochDistribution> {
  const { settled } = await reportedEpoch(devnet, epoch);
  return distributeEpoch({
    pool: await poolAt(devnet, height - 1),
    mining: await miningAt(devnet, height - 1),
    settled: settled.map(({ node, noz: amount }) => ({ id: node, traffic: noz(BigInt(amount)) })),
    metas: await metaNodes(devnet),
    stakes: {
      validators: await validatorsOfGenesis(devnet),
      deposits: await depositsAt(devnet, height - 1),
    },
  });
}
