import { setTimeout as delay } from "node:timers/promises";
import {
  buildTransaction,
  type Ed25519PrivateKey,
  type EncodedAny,
  networkKeySigner,
  toBase64,
} from "@stos/codec";
import { NodeError } from "../node-error.ts";
import { askJson } from "./http-network-view.ts";
import { type JsonFields, jsonFields } from "./json-fields.ts";
import type { MetaChain, TransactionOutcome } from "./meta-chain.ts";

/** The chain's word for a sequence that isn't the account's next one. */
const wrongSequence = 32;
const attemptsMax = 5;
/** How long a transaction that the mempool took is looked for in blocks. */
const inclusionMs = 60_000;
const pollMs = 250;
/** There is no gas coin: the limit is a bound on work alone. */
const gasLimit = 50_000_000n;

/** The meta chain by its REST (account) and RPC (transactions). */
export function rpcMetaChain({
  rest,
  rpc,
  chainId,
  key,
}: Readonly<{ rest: string; rpc: string; chainId: string; key: Ed25519PrivateKey }>): MetaChain {
  const signer = { ...networkKeySigner(key), address: key.networkAddress };
  let last: Promise<unknown> = Promise.resolve();

  const account = async (signal: AbortSignal | undefined) => {
    const url = `${rest}/cosmos/auth/v1beta1/accounts/${key.networkAddress}`;
    const answer = await askJson(url, { signal });
    if (answer === undefined)
      throw new NodeError({
        code: "network-unavailable",
        reason: "the chain doesn't know the node",
      });
    const fields = jsonFields(answer).object("account");
    return {
      accountNumber: BigInt(fields.number("account_number")),
      sequence: BigInt(fields.number("sequence")),
    };
  };

  const call = async (method: string, params: unknown, signal: AbortSignal | undefined) => {
    const body = { jsonrpc: "2.0", id: 1, method, params };
    return askJson(rpc, { signal, body });
  };

  const attempt = async (messages: readonly EncodedAny[], signal: AbortSignal | undefined) => {
    const { accountNumber, sequence } = await account(signal);
    const fee = { amount: [], gasLimit };
    const order = { messages, fee, signer, sequence, accountNumber, chainId };
    const tx = toBase64(buildTransaction(order));
    const checked = jsonFields(await call("broadcast_tx_sync", { tx }, signal)).object("result");
    const code = checked.number("code");
    if (code !== 0) return outcomeOf(code, checked);
    return included(checked.text("hash"), signal);
  };

  const included = async (hash: string, signal: AbortSignal | undefined) => {
    const params = { hash: toBase64(Buffer.from(hash, "hex")) };
    for (let waited = 0; waited < inclusionMs; waited += pollMs) {
      // Until a block holds it the RPC answers with an error, which has no result.
      const answer = await call("tx", params, signal).catch((error: unknown) => {
        if (error instanceof NodeError) return undefined;
        throw error;
      });
      const result = jsonFields(answer).object("result").object("tx_result");
      if (result.has("code")) return outcomeOf(result.number("code"), result);
      await delay(pollMs, undefined, { signal });
    }
    throw new NodeError({ code: "network-unavailable", reason: `${hash} is in no block yet` });
  };

  const submit = async (messages: readonly EncodedAny[], signal: AbortSignal | undefined) => {
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await attempt(messages, signal);
      const isLate = outcome.codespace === "sdk" && outcome.code === wrongSequence;
      if (!isLate || attempts === attemptsMax) return outcome;
      await delay(pollMs, undefined, { signal });
    }
  };

  return {
    submit(messages, signal) {
      const next = last.then(() => submit(messages, signal));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

function outcomeOf(code: number, fields: JsonFields): TransactionOutcome {
  const events = fields.has("events") ? fields.list("events").map(eventOf) : [];
  return { code, codespace: fields.text("codespace"), log: fields.text("log"), events };
}

function eventOf(value: unknown): TransactionOutcome["events"][number] {
  const event = jsonFields(value);
  const attributes: Record<string, string> = {};
  for (const item of event.list("attributes")) {
    const attribute = jsonFields(item);
    attributes[attribute.text("key")] = attribute.text("value");
  }
  return { type: event.text("type"), attributes };
}
