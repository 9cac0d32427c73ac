import { getJson } from "../chain/get-json.ts";
import type { DevnetFile } from "../devnet/devnet-file.ts";

/** What a wallet was charged in noz, by what for. */
export type Charges = Readonly<{ upload: bigint; download: bigint }>;

export type Account = Readonly<{ available: bigint; held: bigint }>;

const epochsMax = 100;

/** The sum of the settled lines of a wallet's itemised statements, of the newest 100 epochs. */
export async function chargesOf({ meta }: DevnetFile, wallet: string): Promise<Charges> {
  const { statements } = await getJson<StatementsAnswer>(
    meta.rest,
    `/stratos/meta/v1/statements/${wallet}?limit=${epochsMax}`,
  );
  const lines = statements.flatMap((statement) => statement.lines);
  const total = (kind: string) =>
    lines
      .filter((line) => line.line === "settled" && line.kind === kind)
      .reduce((sum, { noz }) => sum + BigInt(noz), 0n);
  return { upload: total("upload"), download: total("download") };
}

export function chargedSince(now: Charges, before: Charges): Charges {
  return { upload: now.upload - before.upload, download: now.download - before.download };
}

/** Ozone of a wallet, in noz. */
export async function accountOf({ meta }: DevnetFile, wallet: string): Promise<Account> {
  const { available, held } = await getJson<{ available: string; held: string }>(
    meta.rest,
    `/stratos/meta/v1/accounts/${wallet}`,
  );
  return { available: BigInt(available), held: BigInt(held) };
}

/** The unsettled traffic of all nodes, in noz. */
export async function unsettledTraffic({ meta, resourceNodes }: DevnetFile): Promise<bigint> {
  const rows = await Promise.all(
    resourceNodes.map(({ address }) =>
      getJson<{ unsettled: string }>(meta.rest, `/stratos/meta/v1/traffic/${address}`),
    ),
  );
  return rows.reduce((sum, { unsettled }) => sum + BigInt(unsettled), 0n);
}

/**
 * Stored bytes of an encrypted part: each segment of 65,520 bytes gets a tag of 16, so that it fills a chunk of 64 KiB.
 */
export function encryptedSize(plain: number): number {
  return plain + 16 * Math.ceil(plain / 65_520);
}

type StatementsAnswer = Readonly<{
  statements: readonly Readonly<{
    epoch: number;
    lines: readonly Readonly<{ line: string; node: string; kind: string; noz: string }>[];
  }>[];
}>;
