import { toBase64, toHex } from "@stos/codec";
import { type Fields, fieldsOf } from "../http/fields.ts";
import type { HttpClient } from "../http/http-client.ts";
import { isFields, requestJson } from "../http/json.ts";
import { NetworkError } from "../network-error.ts";

export type ChainStatus = Readonly<{
  chainId: string;
  height: number;
  /** RFC 3339, as the node gives it. */
  time: string;
  isCatchingUp: boolean;
}>;

/** What CheckTx said. */
export type BroadcastResult = Readonly<{
  hash: string;
  code: number;
  codespace: string;
  log: string;
}>;

/** What a block did with a transaction. */
export type TransactionResult = Readonly<{
  /** Hex, upper case. */
  hash: string;
  height: number;
  code: number;
  codespace: string;
  log: string;
  /** An encoded `cosmos.base.abci.v1beta1.TxMsgData`. */
  data: Uint8Array;
  gasUsed: bigint;
}>;

/** CometBFT's JSON-RPC, as far as a client sends transactions by it. */
export type CometRpc = Readonly<{
  status(signal?: AbortSignal): Promise<ChainStatus>;
  broadcast(tx: Uint8Array, signal?: AbortSignal): Promise<BroadcastResult>;
  /** Undefined while no block holds it. */
  transaction(hash: Uint8Array, signal?: AbortSignal): Promise<TransactionResult | undefined>;
}>;

export function createCometRpc(http: HttpClient, url: string): CometRpc {
  const call = async (method: string, params: object, signal: AbortSignal | undefined) => {
    const { status, body } = await requestJson(http, url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal,
    });
    return answerOf(url, status, body);
  };
  const requireResult = async (method: string, params: object, signal: AbortSignal | undefined) => {
    const answer = await call(method, params, signal);
    if ("result" in answer) return fieldsOf(url, answer.result);
    throw new NetworkError({ code: "answer-invalid", url, reason: answer.error });
  };

  return {
    async status(signal) {
      const result = await requireResult("status", {}, signal);
      const sync = result.object("sync_info");
      return {
        chainId: result.object("node_info").text("network"),
        height: sync.whole("latest_block_height"),
        time: sync.text("latest_block_time"),
        isCatchingUp: sync.flag("catching_up"),
      };
    },
    async broadcast(tx, signal) {
      const result = await requireResult("broadcast_tx_sync", { tx: toBase64(tx) }, signal);
      return {
        hash: result.text("hash"),
        code: result.whole("code"),
        codespace: result.has("codespace") ? result.text("codespace") : "",
        log: result.has("log") ? result.text("log") : "",
      };
    },
    async transaction(hash, signal) {
      const answer = await call("tx", { hash: toBase64(hash), prove: false }, signal);
      if ("result" in answer) return resultOf(fieldsOf(url, answer.result));
      if (/not found/i.test(answer.error)) return undefined;
      throw new NetworkError({ code: "answer-invalid", url, reason: answer.error });
    },
  };

  function resultOf(result: Fields): TransactionResult {
    const executed = result.object("tx_result");
    return {
      hash: result.text("hash"),
      height: result.whole("height"),
      code: executed.has("code") ? executed.whole("code") : 0,
      codespace: executed.has("codespace") ? executed.text("codespace") : "",
      log: executed.has("log") ? executed.text("log") : "",
      data: executed.has("data") ? executed.base64("data") : new Uint8Array(0),
      gasUsed: executed.has("gas_used") ? BigInt(executed.whole("gas_used")) : 0n,
    };
  }
}

/** A transaction's name in RPC and REST. */
export function hashText(hash: Uint8Array): string {
  return toHex(hash).toUpperCase();
}

type RpcAnswer = Readonly<{ result: unknown }> | Readonly<{ error: string }>;

function answerOf(url: string, status: number, body: unknown): RpcAnswer {
  if (!isFields(body))
    throw new NetworkError({ code: "answer-invalid", url, reason: `status ${status}` });
  const error = body["error"];
  if (error === undefined || error === null) return { result: body["result"] };
  if (!isFields(error)) return { error: String(error) };
  return { error: `${error["message"] ?? ""} ${error["data"] ?? ""}`.trim() };
}
