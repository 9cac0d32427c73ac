import { sdkError } from "@stos/ledger";
import * as wire from "cosmjs-types/cosmos/slashing/v1beta1/query";
import type { ValidatorSigningInfo } from "cosmjs-types/cosmos/slashing/v1beta1/slashing";
import { requireConsensusAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { type CosmosQuery, cosmosQuery } from "../query/cosmos-query.ts";
import { pageOf } from "../query/page.ts";
import type { SigningInfo } from "./state.ts";

type Needs = Pick<ValueCapabilities, "block" | "slashing">;

const service = "/cosmos.slashing.v1beta1.Query";
const root = "/cosmos/slashing/v1beta1";

/** The slashing queries of the Cosmos SDK. */
export const slashingQueries: readonly CosmosQuery<Needs>[] = [
  cosmosQuery({
    method: `${service}/Params`,
    path: `${root}/params`,
    request: wire.QueryParamsRequest,
    response: wire.QueryParamsResponse,
    answer({ slashing }: Needs) {
      const given = slashing.parameters();
      return {
        params: {
          signedBlocksWindow: BigInt(given.signedBlocksWindow),
          minSignedPerWindow: digits(given.minSignedPerWindow),
          downtimeJailDuration: { seconds: BigInt(given.downtimeJailSeconds), nanos: 0 },
          slashFractionDoubleSign: digits(given.slashFractionDoubleSign),
          slashFractionDowntime: digits(given.slashFractionDowntime),
        },
      };
    },
  }),
  cosmosQuery({
    method: `${service}/SigningInfo`,
    path: `${root}/signing_infos/:consAddress`,
    request: wire.QuerySigningInfoRequest,
    response: wire.QuerySigningInfoResponse,
    answer({ block, slashing }: Needs, { consAddress }) {
      const address = requireConsensusAddress(consAddress, "cons_address");
      const info = slashing.signer(address);
      if (info === undefined)
        throw sdkError("not-found", `SigningInfo not found for validator ${address}`);
      return { valSigningInfo: infoProto(address, info, block.height) };
    },
  }),
  cosmosQuery({
    method: `${service}/SigningInfos`,
    path: `${root}/signing_infos`,
    request: wire.QuerySigningInfosRequest,
    response: wire.QuerySigningInfosResponse,
    async answer({ block, slashing }: Needs, { pagination: page }) {
      const { rows: info, pagination } = await pageOf(slashing.state.signers, page, {
        row: (address, each) => infoProto(address, each, block.height),
      });
      return { info, pagination };
    },
  }),
];

function infoProto(address: string, info: SigningInfo, height: number): ValidatorSigningInfo {
  return {
    address,
    startHeight: BigInt(info.startHeight),
    indexOffset: BigInt(Math.max(0, height - info.startHeight)),
    jailedUntil: { seconds: BigInt(info.jailedUntil), nanos: 0 },
    tombstoned: info.isTombstoned,
    missedBlocksCounter: BigInt(info.missedBlocks),
  };
}

/** A fraction as a bytes field carries it: its digits in 10⁻¹⁸. */
function digits(fraction: bigint): Uint8Array {
  return new TextEncoder().encode(`${fraction}`);
}
