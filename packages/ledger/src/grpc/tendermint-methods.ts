import { encodeAddress } from "@stos/codec";
import type { PageRequest } from "cosmjs-types/cosmos/base/query/v1beta1/pagination";
import {
  ABCIQueryRequest,
  ABCIQueryResponse,
  GetBlockByHeightRequest,
  GetBlockByHeightResponse,
  GetLatestBlockResponse,
  GetLatestValidatorSetRequest,
  GetLatestValidatorSetResponse,
  GetNodeInfoResponse,
  GetSyncingResponse,
  GetValidatorSetByHeightRequest,
  GetValidatorSetByHeightResponse,
  type Validator,
} from "cosmjs-types/cosmos/base/tendermint/v1beta1/query";
import { PubKey } from "cosmjs-types/cosmos/crypto/ed25519/keys";
import type { Engine } from "../engine/engine.ts";
import { nodeInfoJson } from "../rpc/comet/node-methods.ts";
import { proofSteps } from "../rpc/comet/state-methods.ts";
import { GatewayError } from "../rpc/rest/gateway-error.ts";
import { applicationVersion } from "../rpc/rest/node-routes.ts";
import { encodeExactly } from "./exact-writer.ts";
import { decoded, type GrpcMethod } from "./grpc-methods.ts";

/** cosmos.base.tendermint.v1beta1.Service. */
export const tendermintMethods: Readonly<Record<string, GrpcMethod>> = {
  async GetNodeInfo({ engine, address }) {
    const status = await engine.status();
    const info = nodeInfoJson(status, engine.genesis.document.chain_id, address);
    const { p2p, block, app } = info.protocol_version;
    const { name, app_name, version } = applicationVersion;
    return encodeExactly(
      GetNodeInfoResponse,
      GetNodeInfoResponse.fromPartial({
        defaultNodeInfo: {
          protocolVersion: { p2p: BigInt(p2p), block: BigInt(block), app: BigInt(app) },
          defaultNodeId: info.id,
          listenAddr: info.listen_addr,
          network: info.network,
          version: info.version,
          channels: Buffer.from(info.channels, "hex"),
          moniker: info.moniker,
          other: { txIndex: info.other.tx_index, rpcAddress: info.other.rpc_address },
        },
        applicationVersion: { name, appName: app_name, version },
      }),
    );
  },

  async GetSyncing({ engine }) {
    return encodeExactly(GetSyncingResponse, { syncing: (await engine.status()).catchingUp });
  },

  async GetLatestBlock({ engine }) {
    const { latest } = await engine.status();
    return encodeExactly(GetLatestBlockResponse, await blockAt(engine, latest.height));
  },

  async GetBlockByHeight({ engine }, request) {
    const height = heightOf(decoded(GetBlockByHeightRequest, request));
    return encodeExactly(GetBlockByHeightResponse, await blockAt(engine, height));
  },

  async GetLatestValidatorSet({ engine }, request) {
    const { pagination } = decoded(GetLatestValidatorSetRequest, request);
    const { latest } = await engine.status();
    const set = await validatorsAt(engine, latest.height, pagination);
    return encodeExactly(GetLatestValidatorSetResponse, set);
  },

  async GetValidatorSetByHeight({ engine }, request) {
    const asked = decoded(GetValidatorSetByHeightRequest, request);
    const set = await validatorsAt(engine, heightOf(asked), asked.pagination);
    return encodeExactly(GetValidatorSetByHeightResponse, set);
  },

  async ABCIQuery({ application }, request) {
    const { path, data, height, prove } = decoded(ABCIQueryRequest, request);
    const result = await application.query({ path, data, height: Number(height), prove });
    const { code, log, key, value, codespace } = result;
    const ops = [...proofSteps(path, result)];
    return encodeExactly(
      ABCIQueryResponse,
      ABCIQueryResponse.fromPartial({
        code,
        log,
        key,
        value,
        height: BigInt(result.height),
        codespace,
        ...(ops.length === 0 ? {} : { proofOps: { ops } }),
      }),
    );
  },
};

function heightOf({ height }: Readonly<{ height: bigint }>): number {
  if (height < 1n || height > Number.MAX_SAFE_INTEGER)
    throw new GatewayError(3, `height ${height} is no whole number from 1`);
  return Number(height);
}

async function blockAt(engine: Engine, height: number) {
  const { block, blockId } = await engine.block(height);
  const proposerAddress = encodeAddress("stvalcons", block.header.proposerAddress);
  return { blockId, block, sdkBlock: { ...block, header: { ...block.header, proposerAddress } } };
}

const pageDefault = 100;

async function validatorsAt(engine: Engine, height: number, pagination: PageRequest | undefined) {
  const all = await engine.validators(height);
  const offset = Number(pagination?.offset ?? 0n);
  const limit = Number(pagination?.limit || pageDefault);
  return {
    blockHeight: BigInt(height),
    validators: all.slice(offset, offset + limit).map(
      ({ address, publicKey, votingPower, proposerPriority }): Validator => ({
        address: encodeAddress("stvalcons", address),
        pubKey: {
          typeUrl: "/cosmos.crypto.ed25519.PubKey",
          value: PubKey.encode({ key: publicKey }).finish(),
        },
        votingPower,
        proposerPriority,
      }),
    ),
    pagination: { nextKey: new Uint8Array(0), total: BigInt(all.length) },
  };
}
