import * as wire from "cosmjs-types/cosmos/mint/v1beta1/query";
import type { ValueCapabilities } from "../capabilities.ts";
import { denom } from "../coins.ts";
import { type CosmosQuery, cosmosQuery } from "../query/cosmos-query.ts";

type Needs = Pick<ValueCapabilities, "bank">;

const service = "/cosmos.mint.v1beta1.Query";
const root = "/cosmos/mint/v1beta1";
const nothing = new TextEncoder().encode("0");
/** At CometBFT's 5 seconds a block. */
const blocksPerYear = 6_307_200n;

/** What wallets ask to show a rate of return. New STOS a year / supply is 0: mining releases what genesis minted. */
export const mintQueries: readonly CosmosQuery<Needs>[] = [
  cosmosQuery({
    method: `${service}/Params`,
    path: `${root}/params`,
    request: wire.QueryParamsRequest,
    response: wire.QueryParamsResponse,
    answer: (_: Needs) => ({
      params: {
        mintDenom: denom,
        inflationRateChange: "0",
        inflationMax: "0",
        inflationMin: "0",
        goalBonded: "0",
        blocksPerYear,
      },
    }),
  }),
  cosmosQuery({
    method: `${service}/Inflation`,
    path: `${root}/inflation`,
    request: wire.QueryInflationRequest,
    response: wire.QueryInflationResponse,
    answer: (_: Needs) => ({ inflation: nothing }),
  }),
  cosmosQuery({
    method: `${service}/AnnualProvisions`,
    path: `${root}/annual_provisions`,
    request: wire.QueryAnnualProvisionsRequest,
    response: wire.QueryAnnualProvisionsResponse,
    answer: (_: Needs) => ({ annualProvisions: nothing }),
  }),
];
