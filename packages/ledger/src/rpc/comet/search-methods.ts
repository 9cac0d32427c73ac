import type { ExecutedTx } from "../../engine/block-types.ts";
import { blockJson, upperHex } from "./block-json.ts";
import type { RpcContext, RpcMethod } from "./methods.ts";
import { checkPage, openPageOf } from "./page.ts";
import { type Params, required } from "./params.ts";
import { RpcError } from "./rpc-error.ts";
import { executedTxJson, txProofJson } from "./tx-json.ts";

/** Transactions by hash and by their events, blocks by height. */
export const searchMethods: Readonly<Record<string, RpcMethod>> = {
  tx: {
    params: ["hash", "prove"],
    async call(context, params) {
      const hash = required("hash", params.bytes("hash"));
      const found = await context.engine.tx(hash);
      if (found === undefined) throw new RpcError(-32603, `tx (${upperHex(hash)}) not found`);
      return txJson(context, found, params);
    },
  },

  tx_search: {
    params: ["query", "prove", "page", "per_page", "order_by"],
    async call(context, params) {
      const page = openPageOf(params);
      const query = required("query", params.text("query"));
      const { total, txs } = await context.engine.txSearch({
        query,
        ...page,
        order: orderOf(params, "ascending"),
      });
      checkPage(page, total);
      const found = [];
      for (const tx of txs) found.push(await txJson(context, tx, params));
      return { txs: found, total_count: `${total}` };
    },
  },

  block_search: {
    params: ["query", "page", "per_page", "order_by"],
    async call({ engine }, params) {
      const page = openPageOf(params);
      const query = required("query", params.text("query"));
      const { total, blocks } = await engine.blockSearch({
        query,
        ...page,
        order: orderOf(params, "descending"),
      });
      checkPage(page, total);
      return { blocks: blocks.map(blockJson), total_count: `${total}` };
    },
  },
};

async function txJson({ engine }: RpcContext, tx: ExecutedTx, params: Params) {
  if (!params.flag("prove")) return executedTxJson(tx);
  const { block } = await engine.block(tx.height);
  return { ...executedTxJson(tx), proof: txProofJson(block.data.txs, tx) };
}

function orderOf(params: Params, unsaid: "ascending" | "descending"): "ascending" | "descending" {
  switch (params.text("order_by") ?? "") {
    case "":
      return unsaid;
    case "asc":
      return "ascending";
    case "desc":
      return "descending";
    default:
      throw new RpcError(-32603, "expected order_by to be either `asc` or `desc` or empty");
  }
}
