import { toBase64, transactionHash } from "@stos/codec";
import { type Fields, fieldsOf } from "../http/fields.ts";
import { createHttpClient, type HttpClient, type HttpRequest } from "../http/http-client.ts";
import { requestJson, statusError } from "../http/json.ts";
import {
  type BroadcastResult,
  type ChainStatus,
  type CommitResult,
  createCometRpc,
  hashText,
  type TransactionResult,
} from "./comet-rpc.ts";
import { type Patience, poll } from "./deadline.ts";

/** Where a network is reached, `http://host:port` each. */
export type ChainEndpoints = Readonly<{ rpc: string; rest: string }>;

export type ChainAccount = Readonly<{ number: bigint; sequence: bigint }>;

/** One network by its RPC and REST. Failures are `NetworkError`s. */
export type ChainClient = AsyncDisposable &
  Readonly<{
    endpoints: ChainEndpoints;
    http: HttpClient;
    status(signal?: AbortSignal): Promise<ChainStatus>;
    /** Asked once, then kept. */
    chainId(signal?: AbortSignal): Promise<string>;
    /** A REST query; undefined for 404. Other statuses throw `NetworkError` status. */
    get(path: string, signal?: AbortSignal): Promise<Fields | undefined>;
    post(path: string, body: unknown, signal?: AbortSignal): Promise<Fields>;
    account(address: string, signal?: AbortSignal): Promise<ChainAccount | undefined>;
    /** Gas that the transaction would use; its signature may be anything. */
    simulate(tx: Uint8Array, signal?: AbortSignal): Promise<bigint>;
    broadcast(tx: Uint8Array, signal?: AbortSignal): Promise<BroadcastResult>;
    /** The same, and the block's result once that is published; undefined where it takes too long. */
    broadcastCommit(tx: Uint8Array, signal?: AbortSignal): Promise<CommitResult>;
    transaction(tx: Uint8Array, signal?: AbortSignal): Promise<TransactionResult | undefined>;
    /** The transaction's result once a block holds it. */
    inclusion(tx: Uint8Array, patience?: Patience): Promise<TransactionResult>;
  }>;

/** `http` is shared with others where given, and then theirs to dispose. */
export function createChainClient(endpoints: ChainEndpoints, shared?: HttpClient): ChainClient {
  const http = shared ?? createHttpClient();
  const rest = endpoints.rest.replace(/\/+$/, "");
  const rpc = createCometRpc(http, endpoints.rpc);
  let chainId: string | undefined;

  const ask = async (path: string, request: HttpRequest) => {
    const url = `${rest}${path}`;
    const { status, body } = await requestJson(http, url, request);
    if (status === 404) return undefined;
    if (status < 200 || status > 299) throw statusError(url, status, body);
    return fieldsOf(url, body);
  };
  const post = async (path: string, body: unknown, signal?: AbortSignal) => {
    const headers = { "content-type": "application/json" };
    const answer = await ask(path, { method: "POST", headers, body: JSON.stringify(body), signal });
    if (answer === undefined) throw statusError(`${rest}${path}`, 404, undefined);
    return answer;
  };
  const transaction = (tx: Uint8Array, signal?: AbortSignal) =>
    rpc.transaction(transactionHash(tx), signal);

  return {
    endpoints,
    http,
    status: rpc.status,
    async chainId(signal) {
      chainId ??= (await rpc.status(signal)).chainId;
      return chainId;
    },
    get: (path, signal) => ask(path, { signal }),
    post,
    async account(address, signal) {
      const found = await ask(`/cosmos/auth/v1beta1/accounts/${address}`, { signal });
      if (found === undefined) return undefined;
      const account = found.object("account");
      return {
        number: BigInt(account.whole("account_number")),
        sequence: BigInt(account.whole("sequence")),
      };
    },
    async simulate(tx, signal) {
      const body = { tx_bytes: toBase64(tx) };
      const answer = await post("/cosmos/tx/v1beta1/simulate", body, signal);
      return BigInt(answer.object("gas_info").whole("gas_used"));
    },
    broadcast: rpc.broadcast,
    broadcastCommit: rpc.broadcastCommit,
    transaction,
    inclusion(tx, patience = {}) {
      const name = `the block with transaction ${hashText(transactionHash(tx))}`;
      return poll(name, () => transaction(tx, patience.signal), patience);
    },
    async [Symbol.asyncDispose]() {
      if (shared === undefined) await http[Symbol.asyncDispose]();
    },
  };
}
