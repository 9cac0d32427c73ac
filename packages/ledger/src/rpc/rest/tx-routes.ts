import { SimulateRequest, SimulateResponse } from "cosmjs-types/cosmos/tx/v1beta1/service";
import type { ExecutedTx } from "../../engine/block-types.ts";
import { base64 } from "../comet/block-json.ts";
import { GatewayError } from "./gateway-error.ts";
import type { FrameworkRoute, RestContext, RestRequest } from "./routes.ts";
import { executedTxResponseJson, txResponseJson } from "./tx-json.ts";

const prefix = "/cosmos/tx/v1beta1";
const pageDefault = 100;
const pageMax = 100;
const offsetMax = 1_000_000;

/** cosmos.tx.v1beta1.Service. */
export const txRoutes: readonly FrameworkRoute[] = [
  { method: "POST", path: `${prefix}/txs`, answer: broadcast },
  { method: "GET", path: `${prefix}/txs`, answer: search },
  {
    method: "GET",
    path: `${prefix}/txs/:hash`,
    async answer(context, { params }) {
      const hash = params["hash"] ?? "";
      if (!/^(0x)?[0-9a-fA-F]{64}$/.test(hash))
        throw new GatewayError(3, "a transaction's hash has 64 hex digits");
      const found = await context.engine.tx(Buffer.from(hash.replace(/^0x/, ""), "hex"));
      if (found === undefined) throw new GatewayError(5, `tx not found: ${hash}`);
      return answerFor(context, found);
    },
  },
  { method: "POST", path: `${prefix}/simulate`, answer: simulate },
];

async function broadcast({ engine }: RestContext, request: RestRequest) {
  const tx = txBytes(request);
  const mode = field(request, "mode") ?? "BROADCAST_MODE_SYNC";
  if (mode === "BROADCAST_MODE_ASYNC") {
    const hash = await engine.broadcastAsync(tx);
    return { tx_response: txResponseJson(hash, notChecked) };
  }
  if (mode !== "BROADCAST_MODE_SYNC")
    throw new GatewayError(3, "mode must be BROADCAST_MODE_SYNC or BROADCAST_MODE_ASYNC");
  const { hash, check } = await engine.broadcastSync(tx);
  return { tx_response: txResponseJson(hash, check) };
}

async function simulate({ application }: RestContext, request: RestRequest) {
  const data = SimulateRequest.encode(
    SimulateRequest.fromPartial({ txBytes: txBytes(request) }),
  ).finish();
  const path = "/cosmos.tx.v1beta1.Service/Simulate";
  const answer = await application.query({ path, data, height: 0, prove: false });
  if (answer.code !== 0) throw new GatewayError(3, answer.log);

  const { gasInfo, result } = SimulateResponse.decode(answer.value);
  return {
    gas_info: { gas_wanted: `${gasInfo?.gasWanted ?? 0n}`, gas_used: `${gasInfo?.gasUsed ?? 0n}` },
    result: {
      data: base64(result?.data ?? new Uint8Array(0)),
      log: result?.log ?? "",
      events: (result?.events ?? []).map(({ type, attributes }) => ({ type, attributes })),
      msg_responses: [],
    },
  };
}

/** By `query` or `events` (each one condition); paged by `pagination.offset/limit` or `page/limit`. */
async function search(context: RestContext, { query }: RestRequest) {
  const conditions = query["query"] ?? query["events"];
  if (conditions === undefined || conditions === "")
    throw new GatewayError(3, "query cannot be empty");
  const limit =
    Math.min(
      wholeNumber(query, "pagination.limit") ?? wholeNumber(query, "limit") ?? pageDefault,
      pageMax,
    ) || pageDefault;
  const page = wholeNumber(query, "page");
  const offset =
    page === undefined
      ? (wholeNumber(query, "pagination.offset") ?? 0)
      : (Math.max(page, 1) - 1) * limit;
  const order =
    query["order_by"] === "ORDER_BY_DESC" || query["order_by"] === "2" ? "descending" : "ascending";

  const { total, txs } = await context.engine.txSearch({
    query: conditions,
    offset: Math.min(offset, offsetMax),
    limit,
    order,
  });
  const found = [];
  for (const tx of txs) found.push(await answerFor(context, tx));
  return {
    txs: found.map(({ tx }) => tx),
    tx_responses: found.map(({ tx_response }) => tx_response),
    pagination: { next_key: null, total: `${total}` },
    total: `${total}`,
  };
}

async function answerFor({ engine, messageToJson }: RestContext, executed: ExecutedTx) {
  const { block } = await engine.block(executed.height);
  return executedTxResponseJson(executed, block.header.time, messageToJson);
}

function txBytes(request: RestRequest): Uint8Array {
  const text = field(request, "tx_bytes");
  if (text === undefined || text === "" || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text))
    throw new GatewayError(3, "tx_bytes must be base64");
  return new Uint8Array(Buffer.from(text, "base64"));
}

function field({ body }: RestRequest, name: string): string | undefined {
  const value =
    typeof body === "object" && body !== null
      ? (body as Readonly<Record<string, unknown>>)[name]
      : undefined;
  return typeof value === "string" ? value : undefined;
}

function wholeNumber(query: Readonly<Record<string, string>>, name: string): number | undefined {
  const text = query[name];
  if (text === undefined || text === "") return undefined;
  if (!/^[0-9]{1,9}$/.test(text)) throw new GatewayError(3, `${name} must be a whole number`);
  return Number(text);
}

const notChecked = {
  code: 0,
  codespace: "",
  log: "",
  data: new Uint8Array(0),
  gasWanted: 0n,
  gasUsed: 0n,
  events: [],
};
