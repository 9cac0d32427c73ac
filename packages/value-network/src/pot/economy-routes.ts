import { type Route, sdkError } from "@stos/ledger";
import { requireAccountAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { lockedStakeRewards } from "../distribution/locked-stake-rewards.ts";
import { conservationOf } from "./conservation.ts";
import type { Pot } from "./pot.ts";
import type { EpochRecord } from "./state.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "distribution" | "pot" | "staking">;

const root = "/stratos/economy/v1";
const epochsDefault = 50;
const epochsMax = 1_000;
const rowsMax = 10_000;

/** What wallets and explorers need of the economy. All integers are decimal strings; amounts are in base units. */
export const economyRoutes: readonly Route<Needs>[] = [
  {
    method: "GET",
    path: `${root}/conservation`,
    async handle(capabilities) {
      const { difference, wei, noz, heights } = await conservationOf(capabilities);
      return {
        difference: `${difference}`,
        terms: { wei: decimals(wei), noz: decimals(noz) },
        heights: {
          value: `${heights.value}`,
          meta: heights.meta === null ? null : `${heights.meta}`,
        },
      };
    },
  },
  {
    method: "GET",
    path: `${root}/curve`,
    handle({ pot }) {
      const { deposited, prepaid, forSale } = pot.pool();
      return {
        s: `${deposited}`,
        p: `${prepaid}`,
        l: `${forSale}`,
        outstanding: `${pot.outstanding()}`,
        profile: pot.profile(),
      };
    },
  },
  {
    method: "GET",
    path: `${root}/epochs`,
    handle({ pot }, { query }) {
      const limit = Math.min(wholeOf(query["limit"], "limit") ?? epochsDefault, epochsMax);
      const end = pot.state.nextEpoch.get() ?? 0;
      const before = Math.min(wholeOf(query["before"], "before") ?? end, end);
      const wanted = Array.from(
        { length: Math.min(limit, before) },
        (_, index) => before - 1 - index,
      );
      return wanted.flatMap((epoch) => {
        const record = pot.state.epochs.get(epoch);
        return record === undefined ? [] : [epochJson(epoch, record)];
      });
    },
  },
  {
    method: "GET",
    path: `${root}/epochs/:epoch`,
    async handle({ pot }, { params }) {
      const epoch = wholeOf(params["epoch"], "epoch") ?? 0;
      const record = pot.state.epochs.get(epoch);
      if (record === undefined) throw sdkError("not-found", `epoch ${epoch} isn't closed`);
      return { ...epochJson(epoch, record), payouts: await payoutsJson(pot, epoch) };
    },
  },
  {
    method: "GET",
    path: `${root}/vesting/:wallet`,
    async handle(capabilities, { params }) {
      const wallet = requireAccountAddress(params["wallet"] ?? "", "wallet");
      const rows = await vestingOf(capabilities, wallet);
      return [...rows]
        .sort(([a], [b]) => a - b)
        .map(([epoch, { traffic, mining, stake, freeAt }]) => ({
          epoch: `${epoch}`,
          traffic: `${traffic}`,
          mining: `${mining}`,
          stake: `${stake}`,
          free_at: `${freeAt}`,
        }));
    },
  },
];

type VestingRow = Readonly<{ traffic: bigint; mining: bigint; stake: bigint; freeAt: number }>;

/** What a wallet's nodes and its stake have earned and is still locked, by epoch. */
async function vestingOf(
  capabilities: Needs,
  wallet: string,
): Promise<ReadonlyMap<number, VestingRow>> {
  const { pot } = capabilities;
  const rows = new Map<number, VestingRow>();
  for await (const { epoch, traffic, mining, freeAt } of payoutsOfWallet(pot, wallet)) {
    const row = rows.get(epoch) ?? { traffic: 0n, mining: 0n, stake: 0n, freeAt };
    rows.set(epoch, { ...row, traffic: row.traffic + traffic, mining: row.mining + mining });
  }
  for (const [epoch, stake] of await lockedStakeRewards(capabilities, wallet)) {
    const freeAt = pot.state.epochs.get(epoch)?.freeAt ?? 0;
    rows.set(epoch, { traffic: 0n, mining: 0n, freeAt, ...rows.get(epoch), stake });
  }
  return rows;
}

/** One locked reward of a wallet. */
export type WalletPayout = Readonly<{
  epoch: number;
  kind: string;
  id: string;
  traffic: bigint;
  mining: bigint;
  freeAt: number;
}>;

/** The locked rewards of a wallet, oldest first, at most 10,000. */
export async function* payoutsOfWallet(pot: Pot, wallet: string): AsyncIterable<WalletPayout> {
  const range = {
    gte: [wallet, 0, "", ""],
    lt: [wallet, Number.MAX_SAFE_INTEGER, "", ""],
    limit: rowsMax,
  } as const;
  for await (const [[, epoch, kind, id]] of pot.state.walletPayouts.entries(range)) {
    const payout = pot.state.payouts.get([epoch, kind, id]);
    if (payout !== undefined) yield { epoch, kind, id, ...payout };
  }
}

function epochJson(epoch: number, record: EpochRecord): Readonly<Record<string, unknown>> {
  return {
    epoch: `${epoch}`,
    settled_noz: `${record.settled}`,
    R: `${record.trafficReward}`,
    M: `${record.miningReward}`,
    paid_traffic: `${record.paidTraffic}`,
    paid_mining: `${record.paidMining}`,
    stage: `${record.stage}`,
    reported_height: `${record.reportedHeight}`,
    reported_at: `${record.reportedAt}`,
    free_at: `${record.freeAt}`,
    void: record.isVoid,
    reason: record.reason,
    receipts_root: Buffer.from(record.receiptsRoot).toString("hex"),
  };
}

async function payoutsJson(pot: Pot, epoch: number): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  const range = { gte: [epoch, "", ""], lt: [epoch + 1, "", ""], limit: rowsMax } as const;
  for await (const [[, kind, id], payout] of pot.state.payouts.entries(range)) {
    rows.push({
      kind,
      id,
      wallet: payout.wallet,
      settled_noz: `${payout.settled}`,
      traffic: `${payout.traffic}`,
      mining: `${payout.mining}`,
    });
  }
  return rows;
}

function decimals(terms: Readonly<Record<string, bigint>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, `${value}`]));
}

function wholeOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text))
    throw sdkError("invalid-request", `${name}: "${text}" is no whole number`);
  return Number(text);
}
