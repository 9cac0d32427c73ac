import { toBase64, toHex, transactionHash } from "@stos/codec";
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

/** `executed` is undefined where CheckTx refused, and where no block held the transaction in the node's time. */
export type CommitResult = Readonly<{
  check: BroadcastResult;
  executed: TransactionResult | undefined;
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
  /** CheckTx's answer and, where that accepts, the block's: one request until it is published. */
  broadcastCommit(tx: Uint8Array, signal?: AbortSignal): Promise<CommitResult>;
  /** Undefined while no block holds it. */
  transaction(hash: Uint8Array, signal?: AbortSignal): Promise<TransactionResult | undefined>;
}>;

/** Above what a node waits for a block itself, milliseconds. */
const commitTimeoutMs = 20_000;

export function createCometRpc(http: HttpClient, url: string): CometRpc {
  const call = async (
    method: string,
    params: object,
    signal: AbortSignal | undefined,
    timeoutMs = 15_000,
  ) => {
    const { status, body } = await requestJson(http, url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal,
      timeoutMs,
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
      return { hash: result.text("hash"), code: result.whole("code"), ...refusalOf(result) };
    },
    async broadcastCommit(tx, signal) {
      const params = { tx: toBase64(tx) };
      const answer = await call("broadcast_tx_commit", params, signal, commitTimeoutMs);
      if (!("result" in answer)) {
        if (!/timed out/i.test(answer.error))
          throw new NetworkError({ code: "answer-invalid", url, reason: answer.error });
        const hash = hashText(transactionHash(tx));
        return { check: { hash, code: 0, codespace: "", log: "" }, executed: undefined };
      }
      const result = fieldsOf(url, answer.result);
      const check = result.object("check_tx");
      const code = codeOf(check);
      const named = { hash: result.text("hash"), code, ...refusalOf(check) };
      return { check: named, executed: code === 0 ? resultOf(result) : undefined };
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
      code: codeOf(executed),
      ...refusalOf(executed),
      data: executed.has("data") ? executed.base64("data") : new Uint8Array(0),
      gasUsed: executed.has("gas_used") ? BigInt(executed.whole("gas_used")) : 0n,
    };
  }
}

function codeOf(answer: Fields): number {
  return answer.has("code") ? answer.whole("code") : 0;
}

function refusalOf(answer: Fields): Readonly<{ codespace: string; log: string }> {
  return {
    codespace: answer.has("codespace") ? answer.text("codespace") : "",
    log: answer.has("log") ? answer.text("log") : "",
  };
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
