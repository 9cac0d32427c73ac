import type { QueryHandler } from "@stos/ledger";
import {
  QueryAllBalancesRequest,
  QueryAllBalancesResponse,
  QueryBalanceRequest,
  QueryBalanceResponse,
  QuerySpendableBalancesRequest,
  QuerySpendableBalancesResponse,
  QuerySupplyOfRequest,
  QuerySupplyOfResponse,
  QueryTotalSupplyResponse,
} from "cosmjs-types/cosmos/bank/v1beta1/query";
import { requireAccountAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { coinOf, coinsOf, denom } from "../coins.ts";
import { atEdge } from "../wire.ts";

type Needs = Pick<ValueCapabilities, "bank">;

const service = "/cosmos.bank.v1beta1.Query";

export const queries: readonly QueryHandler<Needs>[] = [
  {
    path: `${service}/Balance`,
    handle({ bank }, request) {
      const { address, denom: unit } = atEdge(() => QueryBalanceRequest.decode(request));
      const amount = unit === denom ? bank.balance(requireAccountAddress(address, "address")) : 0n;
      const balance = { denom: unit, amount: `${amount}` };
      return QueryBalanceResponse.encode(QueryBalanceResponse.fromPartial({ balance })).finish();
    },
  },
  {
    path: `${service}/AllBalances`,
    handle({ bank }, request) {
      const address = requireAccountAddress(
        atEdge(() => QueryAllBalancesRequest.decode(request)).address,
        "address",
      );
      const balances = [...coinsOf(bank.balance(address))];
      return QueryAllBalancesResponse.encode(
        QueryAllBalancesResponse.fromPartial({ balances }),
      ).finish();
    },
  },
  {
    path: `${service}/SpendableBalances`,
    handle({ bank }, request) {
      const { address } = atEdge(() => QuerySpendableBalancesRequest.decode(request));
      const balances = [...coinsOf(bank.balance(requireAccountAddress(address, "address")))];
      const response = QuerySpendableBalancesResponse.fromPartial({ balances });
      return QuerySpendableBalancesResponse.encode(response).finish();
    },
  },
  {
    path: `${service}/TotalSupply`,
    handle({ bank }) {
      const supply = [coinOf(bank.supply())];
      return QueryTotalSupplyResponse.encode(
        QueryTotalSupplyResponse.fromPartial({ supply }),
      ).finish();
    },
  },
  {
    path: `${service}/SupplyOf`,
    handle({ bank }, request) {
      const unit = atEdge(() => QuerySupplyOfRequest.decode(request)).denom;
      const amount = { denom: unit, amount: `${unit === denom ? bank.supply() : 0n}` };
      return QuerySupplyOfResponse.encode(QuerySupplyOfResponse.fromPartial({ amount })).finish();
    },
  },
];
