import { miningReward, miningStage, miningStages } from "@stos/economy";
import { type Route, sdkError } from "@stos/ledger";
import { wei } from "@stos/units";
import { requireAccountAddress } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { coinOf, coinsOf } from "../coins.ts";
import { payoutsOfWallet, type WalletPayout } from "./economy-routes.ts";
import type { Pot } from "./pot.ts";

type Needs = Pick<
  ValueCapabilities,
  "bank" | "block" | "distribution" | "pot" | "register" | "staking"
>;

const root = "/stratos/pot/v1";
const testnetPool = 10n ** 24n;

/** The published REST of Stratos. */
export const routes: readonly Route<Needs>[] = [
  { method: "GET", path: `${root}/params`, handle: ({ pot }) => ({ params: paramsOf(pot) }) },
  {
    method: "GET",
    path: `${root}/total_mined_token`,
    handle: ({ pot }) => ({ total_mined_token: coinOf(pot.mining().issued) }),
  },
  {
    method: "GET",
    path: `${root}/circulation_supply`,
    handle: (capabilities) => ({ circulation_supply: [coinOf(circulating(capabilities))] }),
  },
  {
    method: "GET",
    path: `${root}/total_reward/:epoch`,
    handle({ pot }, { params }) {
      const { epoch, record } = requireEpoch(pot, params["epoch"]);
      return {
        total_reward: {
          epoch: `${epoch}`,
          mining_reward: coinsOf(record.miningReward),
          traffic_reward: coinsOf(record.trafficReward),
        },
        is_legacy: false,
      };
    },
  },
  {
    method: "GET",
    path: `${root}/volume_report/:epoch`,
    handle({ pot }, { params }) {
      // The published API asks for the newest report by 0.
      const newest = `${(pot.state.nextEpoch.get() ?? 1) - 1}`;
      const asked = params["epoch"] === "0" ? newest : params["epoch"];
      const { epoch, record } = requireEpoch(pot, asked);
      return {
        report_info: {
          epoch: `${epoch}`,
          reference: Buffer.from(record.receiptsRoot).toString("hex"),
          tx_hash: "",
          reporter: "",
        },
        height: `${record.reportedHeight}`,
      };
    },
  },
  {
    method: "GET",
    path: `${root}/rewards/epoch/:epoch`,
    async handle({ pot }, { params }) {
      const { epoch } = requireEpoch(pot, params["epoch"]);
      const rewards = new Map<string, WalletPayout[]>();
      const range = { gte: [epoch, "", ""], lt: [epoch + 1, "", ""] } as const;
      for await (const [[, kind, id], payout] of pot.state.payouts.entries(range)) {
        // A validator's pool is no wallet's: who delegates asks distribution.
        if (kind === "delegation") continue;
        const rows = rewards.get(payout.wallet) ?? [];
        rewards.set(payout.wallet, [...rows, { epoch, kind, id, ...payout }]);
      }
      return { rewards: [...rewards].map(([wallet, rows]) => rewardJson(wallet, rows)) };
    },
  },
  {
    method: "GET",
    path: `${root}/rewards/wallet/:wallet`,
    async handle({ pot }, { params }) {
      const wallet = requireAccountAddress(params["wallet"] ?? "", "wallet_address");
      let locked = 0n;
      for await (const { traffic, mining } of payoutsOfWallet(pot, wallet))
        locked += traffic + mining;
      return {
        rewards: {
          wallet_address: wallet,
          mature_total_reward: coinsOf(pot.state.vested.get(wallet) ?? wei(0n)),
          immature_total_reward: coinsOf(locked),
        },
      };
    },
  },
  {
    method: "GET",
    path: `${root}/rewards/wallet/:wallet/epoch/:epoch`,
    async handle({ pot }, { params }) {
      const wallet = requireAccountAddress(params["wallet"] ?? "", "wallet_address");
      const { epoch } = requireEpoch(pot, params["epoch"]);
      const rows: WalletPayout[] = [];
      for await (const row of payoutsOfWallet(pot, wallet)) if (row.epoch === epoch) rows.push(row);
      return { rewards: rows.length === 0 ? [] : [rewardJson(wallet, rows)] };
    },
  },
  { method: "GET", path: `${root}/metrics`, handle: metricsOf },
];

function paramsOf(pot: Pot): unknown {
  let start = 0n;
  const rows = miningStages.map(({ cap, reward, percent }) => {
    const row = {
      total_mined_valve_start: coinOf(start),
      total_mined_valve_end: coinOf(cap),
      mining_reward: coinOf(reward),
      block_chain_percentage_in_bp: `${percent.stake * 100n}`,
      resource_node_percentage_in_bp: `${percent.resource * 100n}`,
      meta_node_percentage_in_bp: `${percent.meta * 100n}`,
    };
    start = cap;
    return row;
  });
  const { rewardLockEpochs, epochSeconds, epochOrigin, profile } = pot.parameters();
  return {
    bond_denom: "wei",
    reward_denom: "wei",
    mature_epoch: `${rewardLockEpochs}`,
    mining_reward_params: rows,
    community_tax: "0.000000000000000000",
    initial_total_supply: coinOf(10n ** 26n),
    epoch_seconds: `${epochSeconds}`,
    epoch_origin: `${epochOrigin}`,
    deposit_profile: profile,
  };
}

/** Supply − (40M − mined): the mining reserve and the testnet's million don't circulate until they are issued. */
function circulating({ bank, pot }: Pick<Needs, "bank" | "pot">): bigint {
  const reserved = pot.mining().initial + testnetPool - pot.mining().issued;
  const supply = bank.supply();
  return supply > reserved ? supply - reserved : 0n;
}

/** The published 15 figures; the mining rewards are those of an epoch at the present stage. */
async function metricsOf({ bank, pot, register }: Needs): Promise<unknown> {
  const { issued, initial } = pot.mining();
  const reward = miningReward(pot.mining());
  const { percent } = miningStage(issued);
  const part = (of: bigint) => coinOf((reward * of) / 100n);
  const metas = new Set(await register.metaNodes());
  const deposits = await register.stakingDeposits();
  const total = (isMeta: boolean) =>
    deposits.reduce((sum, { id, amount }) => sum + (metas.has(id) === isMeta ? amount : 0n), 0n);
  return {
    total_supply: coinOf(bank.supply()),
    total_mining_supply: coinOf(initial),
    total_mined_tokens: coinOf(issued),
    total_resource_nodes_deposit: coinOf(total(false)),
    total_bonded_delegation: coinOf(bank.balance(moduleAccounts.bonded)),
    total_unbonded_delegation: coinOf(0n),
    total_unbonding_delegation: coinOf(bank.balance(moduleAccounts.notBonded)),
    circulation_supply: coinOf(circulating({ bank, pot })),
    total_mining_reward: coinOf(reward),
    chain_mining_reward: part(percent.stake),
    resource_mining_reward: part(percent.resource),
    meta_mining_reward: part(percent.meta),
    resource_node_deposit: coinOf(total(false)),
    meta_node_deposit: coinOf(total(true)),
    unissued_prepay: coinOf(bank.balance(moduleAccounts.volumePool)),
  };
}

function rewardJson(wallet: string, rows: readonly WalletPayout[]): unknown {
  const total = (origin: "traffic" | "mining") => rows.reduce((sum, row) => sum + row[origin], 0n);
  return {
    wallet_address: wallet,
    reward_from_mining_pool: coinsOf(total("mining")),
    reward_from_traffic_pool: coinsOf(total("traffic")),
  };
}

function requireEpoch(pot: Pot, text: string | undefined) {
  if (text === undefined || !/^\d{1,15}$/.test(text))
    throw sdkError("invalid-request", `epoch: "${text ?? ""}" is no whole number`);
  const epoch = Number(text);
  const record = pot.state.epochs.get(epoch);
  if (record === undefined) throw sdkError("not-found", `epoch ${epoch} isn't closed`);
  return { epoch, record };
}
