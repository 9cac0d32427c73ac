import { SimulateRequest, SimulateResponse } from "cosmjs-types/cosmos/tx/v1beta1/service";
import { Tx } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { QueryRequest, QueryResult, TxResult } from "../application.ts";
import { ChainError, sdkError } from "../chain-error.ts";
import type { QueryHandler } from "../module.ts";
import type { StateStore } from "../store/store.ts";
import { answered, queryFailure } from "./query-router.ts";

export type QuerySources<C> = Readonly<{
  store: StateStore;
  queries: ReadonlyMap<string, QueryHandler<C>>;
  /** The height that 0 stands for. */
  newestHeight: number;
  read<T>(run: (capabilities: C) => T | Promise<T>, height: number): Promise<T>;
  simulate(tx: Uint8Array): Promise<TxResult>;
}>;

const simulatePath = "/cosmos.tx.v1beta1.Service/Simulate";
const storePath = /^\/store\/([^/]+)\/key$/;

/** A gRPC method path or `/store/<module>/key`. A refusal is the result's code; anything else throws. */
export async function answerQuery<C>(
  request: QueryRequest,
  sources: QuerySources<C>,
): Promise<QueryResult> {
  const height = request.height === 0 ? sources.newestHeight : request.height;
  try {
    const module = storePath.exec(request.path)?.[1];
    if (module !== undefined) return await answerKey(module, request, height, sources);
    const value =
      request.path === simulatePath
        ? await answerSimulate(request.data, sources)
        : await answerMethod(request, sources);
    return { ...success, value, height };
  } catch (error) {
    return queryFailure(error, height);
  }
}

const success = {
  code: 0,
  codespace: "",
  log: "",
  key: new Uint8Array(),
  proofs: [],
} satisfies Partial<QueryResult>;

async function answerMethod<C>(
  { path, data, height }: QueryRequest,
  { queries, read }: QuerySources<C>,
): Promise<Uint8Array> {
  const handler = queries.get(path);
  if (handler === undefined)
    throw sdkError("unknown-request", `unknown query path ${path.slice(0, 200)}`);
  return await read((capabilities) => answered(() => handler.handle(capabilities, data)), height);
}

/** The key as of `height`; its proof leads to the app hash in the header of `height` + 1. */
async function answerKey<C>(
  module: string,
  { data: key, prove }: QueryRequest,
  height: number,
  { store }: QuerySources<C>,
): Promise<QueryResult> {
  if (key.length === 0) throw sdkError("invalid-request", "a key holds at least one byte");
  const view = readView(store, module, height);
  if (!prove) return { ...success, key, value: view.get(key) ?? new Uint8Array(), height };

  const proof = await store.prove(module, key, height);
  if (proof === undefined) {
    throw sdkError("invalid-request", `no proof of height ${height} is held; ask a newer one`);
  }
  const { value = new Uint8Array(), storeProof, rootProof } = proof;
  return { ...success, key, value, height, proofs: [storeProof, rootProof] };
}

function readView(store: StateStore, module: string, height: number) {
  const view = store.at(height);
  if (view === undefined) {
    throw sdkError("invalid-request", `the state of height ${height} is not held; ask a newer one`);
  }
  try {
    return view(module);
  } catch (error) {
    if (error instanceof RangeError)
      throw sdkError("unknown-request", `no store ${module.slice(0, 200)}`);
    throw error;
  }
}

async function answerSimulate<C>(
  data: Uint8Array,
  { simulate }: QuerySources<C>,
): Promise<Uint8Array> {
  const { code, codespace, log, gasWanted, gasUsed, ...result } = await simulate(
    simulatedTransaction(data),
  );
  if (code !== 0) throw new ChainError({ code, codespace, reason: log });

  const events = result.events.map(({ type, attributes }) => ({
    type,
    attributes: attributes.map(({ key, value }) => ({ key, value, index: true })),
  }));
  return SimulateResponse.encode(
    SimulateResponse.fromPartial({
      gasInfo: { gasWanted, gasUsed },
      result: { data: result.data, log, events, msgResponses: [] },
    }),
  ).finish();
}

/** CosmJS sends the decoded `tx`, newer clients its bytes. */
function simulatedTransaction(data: Uint8Array): Uint8Array {
  try {
    const { tx, txBytes } = SimulateRequest.decode(data);
    return tx === undefined ? txBytes : Tx.encode(tx).finish();
  } catch {
    throw sdkError("invalid-request", "the request holds no transaction");
  }
}
