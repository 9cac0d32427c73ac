import { encodeProtobufFields } from "@stos/codec";
import { Response, ResponseQuery } from "cosmjs-types/tendermint/abci/types";
import { ProofOps } from "cosmjs-types/tendermint/crypto/proof";
import { ConsensusParams } from "cosmjs-types/tendermint/types/params";
import type { BlockResult, InitialChain, QueryResult, TxResult } from "../../application.ts";
import { encodeUpdate, wireParams } from "../consensus-wire.ts";
import { encodeBlockResult, encodeTxResult } from "../embedded/results-codec.ts";
import { varint } from "./frames.ts";

/**
 * Answers of ABCI 2.0 as `tendermint.abci.Response`. Those that every transaction takes, and those with numbers that the general encoder
 * writes wrongly (2³¹ to 2³² − 1), are written here.
 */

const fields = { initChain: 6, query: 7, checkTx: 9, finalizeBlock: 21 } as const;

/** One of the answers, in its field of `Response`. */
function enveloped(field: number, body: Uint8Array): Uint8Array {
  const head = [...varint(field * 8 + 2), ...varint(body.length)];
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** The rest: nothing in them is large or called often. */
export function answer(response: Response): Uint8Array {
  return Response.encode(response).finish();
}

/** `ResponseCheckTx` has the fields of `ExecTxResult`. */
export function checkTxAnswer(result: TxResult): Uint8Array {
  return enveloped(fields.checkTx, encodeTxResult(result));
}

/** `ResponseFinalizeBlock` is what a block store holds of a block. */
export function finalizeBlockAnswer(result: BlockResult): Uint8Array {
  return enveloped(fields.finalizeBlock, encodeBlockResult(result));
}

export function initChainAnswer(initial: InitialChain): Uint8Array {
  const { validatorUpdates, consensusParamUpdates, appHash } = initial;
  const params =
    consensusParamUpdates === undefined
      ? new Uint8Array(0)
      : ConsensusParams.encode(wireParams(consensusParamUpdates)).finish();
  const body = encodeProtobufFields([
    [1, params],
    ...validatorUpdates.map((update) => [2, encodeUpdate(update)] as const),
    [3, appHash],
  ]);
  return enveloped(fields.initChain, body);
}

/** Proof steps as CometBFT's RPC prints them: the key in its module's tree, then the module among all. */
export function queryAnswer(path: string, result: QueryResult): Uint8Array {
  const { code, log, key, value, height, codespace, proofs } = result;
  const module = new TextEncoder().encode(path.split("/")[2] ?? "");
  const steps = [
    { type: "ics23:smt", key },
    { type: "ics23:simple", key: module },
  ];
  const ops = proofs.map((data, index) => ({ type: "", key: module, ...steps[index], data }));
  const body = ResponseQuery.encode(
    ResponseQuery.fromPartial({
      code,
      log,
      key,
      value,
      height: BigInt(height),
      codespace,
      ...(ops.length === 0 ? {} : { proofOps: ProofOps.fromPartial({ ops }) }),
    }),
  ).finish();
  return enveloped(fields.query, body);
}
