import { base64, upperHex } from "./block-json.ts";
import type { RpcContext, RpcMethod } from "./methods.ts";
import { type Params, required } from "./params.ts";
import { RpcError } from "./rpc-error.ts";
import { noTxResultJson, txResultJson } from "./tx-json.ts";

/** How long broadcast_tx_commit waits for the block, as CometBFT does. */
const commitTimeoutMs = 10_000;
/** Transactions listed unless told, and at most. */
const unconfirmedDefault = 30;
const unconfirmedMax = 100;

/** The way of transactions into the mempool. */
export const broadcastMethods: Readonly<Record<string, RpcMethod>> = {
  broadcast_tx_async: {
    params: ["tx"],
    async call({ engine }, params) {
      const hash = await engine.broadcastAsync(required("tx", params.bytes("tx")));
      return { code: 0, data: "", log: "", codespace: "", hash: upperHex(hash) };
    },
  },

  broadcast_tx_sync: {
    params: ["tx"],
    async call({ engine }, params) {
      const { hash, check } = await engine.broadcastSync(required("tx", params.bytes("tx")));
      const { code, data, log, codespace } = check;
      return { code, data: upperHex(data), log, codespace, hash: upperHex(hash) };
    },
  },

  /** Asks the application alone; nothing reaches the mempool. */
  check_tx: {
    params: ["tx"],
    call: async ({ application }, params) =>
      txResultJson(await application.checkTx(required("tx", params.bytes("tx")))),
  },

  broadcast_tx_commit: { params: ["tx"], call: broadcastCommit },

  unconfirmed_txs: {
    params: ["limit"],
    async call({ engine }, params) {
      const limit = Math.min(params.integer("limit") || unconfirmedDefault, unconfirmedMax);
      const { txs, count, bytes } = await engine.unconfirmed(limit);
      return {
        n_txs: `${txs.length}`,
        total: `${count}`,
        total_bytes: `${bytes}`,
        txs: txs.map(base64),
      };
    },
  },

  num_unconfirmed_txs: {
    params: [],
    async call({ engine }) {
      const { count, bytes } = await engine.unconfirmed(0);
      return { n_txs: `${count}`, total: `${count}`, total_bytes: `${bytes}`, txs: null };
    },
  },
};

async function broadcastCommit({ engine, signal }: RpcContext, params: Params) {
  const tx = required("tx", params.bytes("tx"));
  const timeout = AbortSignal.timeout(commitTimeoutMs);
  try {
    const { hash, check, executed } = await engine.broadcastCommit(
      tx,
      AbortSignal.any([signal, timeout]),
    );
    return {
      check_tx: txResultJson(check),
      tx_result: executed === undefined ? noTxResultJson : txResultJson(executed.result),
      hash: upperHex(hash),
      height: `${executed?.height ?? 0}`,
    };
  } catch (error) {
    if (error !== timeout.reason) throw error;
    throw new RpcError(-32603, "timed out waiting for tx to be included in a block");
  }
}
