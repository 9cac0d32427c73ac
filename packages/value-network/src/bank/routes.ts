import type { Route } from "@stos/ledger";
import { requireAccountAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { coinOf, coinsOf, denom } from "../coins.ts";

type Needs = Pick<ValueCapabilities, "bank">;

const root = "/cosmos/bank/v1beta1";

export const routes: readonly Route<Needs>[] = [
  {
    method: "GET",
    path: `${root}/balances/:address`,
    handle: ({ bank }, { params }) => balancesOf(bank, params["address"]),
  },
  {
    method: "GET",
    path: `${root}/spendable_balances/:address`,
    handle: ({ bank }, { params }) => balancesOf(bank, params["address"]),
  },
  {
    method: "GET",
    path: `${root}/balances/:address/by_denom`,
    handle({ bank }, { params, query }) {
      const address = requireAccountAddress(params["address"] ?? "", "address");
      const unit = query["denom"] ?? denom;
      return { balance: { denom: unit, amount: `${unit === denom ? bank.balance(address) : 0n}` } };
    },
  },
  {
    method: "GET",
    path: `${root}/supply`,
    handle: ({ bank }) => ({ supply: [coinOf(bank.supply())], pagination: onePage(1) }),
  },
  {
    method: "GET",
    path: `${root}/supply/by_denom`,
    handle({ bank }, { query }) {
      const unit = query["denom"] ?? denom;
      return { amount: { denom: unit, amount: `${unit === denom ? bank.supply() : 0n}` } };
    },
  },
  {
    method: "GET",
    path: `${root}/params`,
    handle: () => ({ params: { send_enabled: [], default_send_enabled: true } }),
  },
  {
    method: "GET",
    path: `${root}/denoms_metadata`,
    handle: () => ({ metadatas: [metadata], pagination: onePage(1) }),
  },
];

const metadata = {
  description: "The native token of the Stratos Chain.",
  denom_units: [
    { denom: "wei", exponent: 0, aliases: [] },
    { denom: "gwei", exponent: 9, aliases: [] },
    { denom: "stos", exponent: 18, aliases: [] },
  ],
  base: "wei",
  display: "stos",
  name: "Stratos Token",
  symbol: "STOS",
  uri: "",
  uri_hash: "",
};

function balancesOf(bank: Needs["bank"], text: string | undefined): unknown {
  const coins = coinsOf(bank.balance(requireAccountAddress(text ?? "", "address")));
  return { balances: coins, pagination: onePage(coins.length) };
}

function onePage(total: number): unknown {
  return { next_key: null, total: `${total}` };
}
