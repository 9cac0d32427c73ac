import { setTimeout as wait } from "node:timers/promises";
import {
  buildTransaction,
  type EncodedAny,
  fromBase64,
  type Signer,
  type TransactionOrder,
  toBase64,
  toHex,
  transactionHash,
} from "@stos/codec";
import { BaseAccount } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import { QueryAccountRequest, QueryAccountResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import { SimulateRequest, SimulateResponse } from "cosmjs-types/cosmos/tx/v1beta1/service";
import { sdkCodes } from "../chain-error.ts";
import type { CometRpc, JsonReader } from "./comet-rpc.ts";
import type { SubmitResult } from "./relay-endpoint.ts";
import { RelayerError } from "./relayer-error.ts";

export type SubmitOptions = Readonly<{
  rpc: CometRpc;
  chainId: string;
  signer: Signer;
  /** `stsds…` where the signer is a network key; the signer's own `st…` unless told. */
  sender: string;
  /** What the chain wants for so much gas; empty on a chain without fees. */
  feeOf: (gasLimit: bigint) => TransactionOrder["fee"]["amount"];
  /** How long a transaction may take to stand in a block. */
  inclusionMs: number;
}>;

/** Between two looks for a transaction in a block. */
const pollMs = 100;
const emptyResult = { codespace: "", log: "" };

/** Signs for the account's present sequence, sends, and waits until the transaction stands in a block. */
export async function submitTransaction(
  messages: readonly EncodedAny[],
  options: SubmitOptions,
  signal: AbortSignal,
): Promise<SubmitResult> {
  const { rpc, chainId, signer, feeOf } = options;
  const account = await readAccount(options, signal);
  const build = (gasLimit: bigint) =>
    buildTransaction({
      messages,
      fee: { amount: feeOf(gasLimit), gasLimit },
      signer,
      chainId,
      ...account,
    });

  const simulated = await simulate(rpc, build(0n), signal);
  if (typeof simulated !== "bigint") return simulated;
  // A third more than simulated: other transactions may change the state in between.
  const tx = build((simulated * 4n) / 3n + 20_000n);
  const sent = await rpc("broadcast_tx_sync", { tx: toBase64(tx) }, signal);
  const check = resultOf(sent);
  return check.code === 0 ? await inclusionOf(transactionHash(tx), options, signal) : check;
}

async function readAccount(
  { rpc, sender }: SubmitOptions,
  signal: AbortSignal,
): Promise<Readonly<{ accountNumber: bigint; sequence: bigint }>> {
  const request = QueryAccountRequest.encode({ address: sender }).finish();
  const path = "/cosmos.auth.v1beta1.Query/Account";
  const response = await abciQuery(rpc, { path, data: request }, signal);
  // An account that begins with its first transaction signs for number 0 and sequence 0.
  if (response.code === sdkCodes["key-not-found"]) return { accountNumber: 0n, sequence: 0n };
  if (response.code !== 0)
    throw new RelayerError({ code: "malformed", what: `account: ${response.log}` });

  const { account } = QueryAccountResponse.decode(response.value);
  const { accountNumber, sequence } = BaseAccount.decode(account?.value ?? new Uint8Array());
  return { accountNumber, sequence };
}

async function simulate(
  rpc: CometRpc,
  txBytes: Uint8Array,
  signal: AbortSignal,
): Promise<bigint | SubmitResult> {
  const request = SimulateRequest.encode({ txBytes }).finish();
  const path = "/cosmos.tx.v1beta1.Service/Simulate";
  const { code, codespace, log, value } = await abciQuery(rpc, { path, data: request }, signal);
  if (code !== 0) return { code, codespace, log };
  return SimulateResponse.decode(value).gasInfo?.gasUsed ?? 0n;
}

async function inclusionOf(
  hash: Uint8Array,
  { rpc, inclusionMs }: SubmitOptions,
  signal: AbortSignal,
): Promise<SubmitResult> {
  const deadline = performance.now() + inclusionMs;
  while (performance.now() < deadline) {
    const found = await rpc("tx", { hash: toBase64(hash) }, signal).catch(whereNotFound);
    if (found !== undefined) return resultOf(found.at("tx_result"));
    await wait(pollMs, undefined, { signal });
  }
  throw new RelayerError({ code: "not-included", hash: toHex(hash) });
}

/** A node answers an error for a transaction that it has in no block yet. */
function whereNotFound(error: unknown): undefined {
  const isNotFound =
    error instanceof RelayerError &&
    error.failure.code === "unreachable" &&
    error.failure.reason.includes("not found");
  if (!isNotFound) throw error;
  return undefined;
}

export type AbciAnswer = SubmitResult &
  Readonly<{ value: Uint8Array; proofs: readonly Uint8Array[] }>;

/** `height` absent: the newest. */
export async function abciQuery(
  rpc: CometRpc,
  {
    path,
    data,
    height = 0,
    prove = false,
  }: Readonly<{ path: string; data: Uint8Array; height?: number; prove?: boolean }>,
  signal: AbortSignal,
): Promise<AbciAnswer> {
  const params = { path, data: toHex(data), height: `${height}`, prove };
  const response = (await rpc("abci_query", params, signal)).at("response");
  const operations = response.optional("proofOps")?.optional("ops")?.list() ?? [];
  return {
    ...resultOf(response),
    value: fromBase64(response.optional("value")?.text() ?? ""),
    proofs: operations.map((operation) => fromBase64(operation.at("data").text())),
  };
}

function resultOf(json: JsonReader): SubmitResult {
  return {
    ...emptyResult,
    code: Number(json.optional("code")?.integer() ?? 0n),
    codespace: json.optional("codespace")?.text() ?? "",
    log: json.optional("log")?.text() ?? "",
  };
}
