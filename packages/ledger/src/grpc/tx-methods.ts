import { TxResponse } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import {
  BroadcastMode,
  BroadcastTxRequest,
  BroadcastTxResponse,
  GetBlockWithTxsRequest,
  GetBlockWithTxsResponse,
  GetTxRequest,
  GetTxResponse,
  GetTxsEventRequest,
  GetTxsEventResponse,
  OrderBy,
  TxDecodeRequest,
  TxDecodeResponse,
  TxEncodeRequest,
  TxEncodeResponse,
} from "cosmjs-types/cosmos/tx/v1beta1/service";
import { Tx } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { TxResult } from "../application.ts";
import type { ExecutedTx } from "../engine/block-types.ts";
import type { Engine } from "../engine/engine.ts";
import { timeJson, upperHex } from "../rpc/comet/block-json.ts";
import { GatewayError, statusOf } from "../rpc/rest/gateway-error.ts";
import { encodeExactly } from "./exact-writer.ts";
import { decoded, type GrpcMethod } from "./grpc-methods.ts";

/** What one answer lists unless told, and at most. */
const pageDefault = 100;
const offsetMax = 1_000_000;

/** cosmos.tx.v1beta1.Service. */
export const txMethods: Readonly<Record<string, GrpcMethod>> = {
  async Simulate({ application }, data) {
    const path = "/cosmos.tx.v1beta1.Service/Simulate";
    const answer = await application.query({ path, data, height: 0, prove: false });
    if (answer.code !== 0)
      throw new GatewayError(statusOf(answer.codespace, answer.code), answer.log);
    return answer.value;
  },

  async BroadcastTx({ engine }, request) {
    const { txBytes, mode } = decoded(BroadcastTxRequest, request);
    if (txBytes.length === 0) throw new GatewayError(3, "invalid empty tx");
    switch (mode) {
      case BroadcastMode.BROADCAST_MODE_ASYNC: {
        const txhash = upperHex(await engine.broadcastAsync(txBytes));
        return encodeExactly(BroadcastTxResponse, {
          txResponse: TxResponse.fromPartial({ txhash }),
        });
      }
      case BroadcastMode.BROADCAST_MODE_SYNC: {
        const { hash, check } = await engine.broadcastSync(txBytes);
        return encodeExactly(BroadcastTxResponse, { txResponse: txResponse(hash, check) });
      }
      default:
        throw new GatewayError(3, "mode must be BROADCAST_MODE_SYNC or BROADCAST_MODE_ASYNC");
    }
  },

  async GetTx({ engine }, request) {
    const { hash } = decoded(GetTxRequest, request);
    if (!/^(0x)?[0-9a-fA-F]{64}$/.test(hash))
      throw new GatewayError(3, "a transaction's hash has 64 hex digits");
    const found = await engine.tx(Buffer.from(hash.replace(/^0x/, ""), "hex"));
    if (found === undefined) throw new GatewayError(5, `tx not found: ${hash}`);
    return encodeExactly(GetTxResponse, GetTxResponse.fromPartial(await executed(engine, found)));
  },

  async GetTxsEvent({ engine }, request) {
    const asked = decoded(GetTxsEventRequest, request);
    const query = asked.query === "" ? asked.events.join(" AND ") : asked.query;
    if (query === "") throw new GatewayError(3, "query cannot be empty");
    const limit = Math.min(
      Number(asked.limit || asked.pagination?.limit || 0n) || pageDefault,
      pageDefault,
    );
    const from =
      asked.page > 0n ? Number(asked.page - 1n) * limit : Number(asked.pagination?.offset ?? 0n);
    const { total, txs } = await engine.txSearch({
      query,
      offset: Math.min(from, offsetMax),
      limit,
      order: asked.orderBy === OrderBy.ORDER_BY_DESC ? "descending" : "ascending",
    });
    const found = [];
    for (const each of txs) found.push(await executed(engine, each));
    return encodeExactly(
      GetTxsEventResponse,
      GetTxsEventResponse.fromPartial({
        txs: found.flatMap(({ tx }) => tx ?? []),
        txResponses: found.map(({ txResponse: response }) => response),
        total: BigInt(total),
      }),
    );
  },

  async GetBlockWithTxs({ engine }, request) {
    const { height, pagination } = decoded(GetBlockWithTxsRequest, request);
    if (height < 1n || height > Number.MAX_SAFE_INTEGER)
      throw new GatewayError(3, `height ${height} is no whole number from 1`);
    const { block, blockId } = await engine.block(Number(height));
    const { txs } = block.data;
    const offset = Number(pagination?.offset ?? 0n);
    const limit = Number(pagination?.limit || txs.length);
    return encodeExactly(GetBlockWithTxsResponse, {
      txs: txs.slice(offset, offset + limit).flatMap((each) => decodedTx(each) ?? []),
      blockId,
      block,
      pagination: { nextKey: new Uint8Array(0), total: BigInt(txs.length) },
    });
  },

  async TxDecode(_, request) {
    const { txBytes } = decoded(TxDecodeRequest, request);
    const tx = decodedTx(txBytes);
    if (tx === undefined) throw new GatewayError(3, "tx_bytes are no transaction");
    return encodeExactly(TxDecodeResponse, { tx });
  },

  async TxEncode(_, request) {
    const { tx } = decoded(TxEncodeRequest, request);
    if (tx === undefined) throw new GatewayError(3, "invalid empty tx");
    return encodeExactly(TxEncodeResponse, { txBytes: encodeExactly(Tx, tx) });
  },
};

async function executed(engine: Engine, { hash, height, tx, result }: ExecutedTx) {
  const { block } = await engine.block(height);
  const response = txResponse(hash, result, {
    height: BigInt(height),
    tx: { typeUrl: "/cosmos.tx.v1beta1.Tx", value: tx },
    timestamp: timeJson(block.header.time),
  });
  const readable = decodedTx(tx);
  return { ...(readable === undefined ? {} : { tx: readable }), txResponse: response };
}

/** A transaction's fate; `place` is absent where it only was checked. */
function txResponse(
  hash: Uint8Array,
  result: TxResult,
  place: Partial<Pick<TxResponse, "height" | "tx" | "timestamp">> = {},
): TxResponse {
  return TxResponse.fromPartial({
    txhash: upperHex(hash),
    codespace: result.codespace,
    code: result.code,
    data: upperHex(result.data),
    rawLog: result.log,
    gasWanted: result.gasWanted,
    gasUsed: result.gasUsed,
    events: result.events.map(({ type, attributes }) => ({
      type,
      attributes: attributes.map(({ key, value }) => ({ key, value, index: true })),
    })),
    ...place,
  });
}

/** Undefined for bytes that are none: a block of another network may hold any. */
function decodedTx(bytes: Uint8Array): Tx | undefined {
  try {
    return Tx.decode(bytes);
  } catch {
    return undefined;
  }
}
