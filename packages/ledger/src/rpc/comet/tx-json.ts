import { leafHash, merklePath, merkleRootOfHashes, sha256 } from "@stos/codec";
import type { TxResult } from "../../application.ts";
import type { ChainEvent } from "../../context.ts";
import type { ExecutedTx } from "../../engine/block-types.ts";
import { base64, upperHex } from "./block-json.ts";

export function txResultJson(result: TxResult) {
  return {
    code: result.code,
    data: bytesOrNull(result.data),
    log: result.log,
    info: "",
    gas_wanted: `${result.gasWanted}`,
    gas_used: `${result.gasUsed}`,
    events: eventsJson(result.events),
    codespace: result.codespace,
  };
}

export function eventsJson(events: readonly ChainEvent[]) {
  return events.map(({ type, attributes }) => ({
    type,
    attributes: attributes.map(({ key, value }) => ({ key, value, index: true })),
  }));
}

export function executedTxJson({ hash, height, index, tx, result }: ExecutedTx) {
  return {
    hash: upperHex(hash),
    height: `${height}`,
    index,
    tx_result: txResultJson(result),
    tx: base64(tx),
  };
}

/** That the transaction stands at its place under the block's `data_hash`. */
export function txProofJson(txs: readonly Uint8Array[], { tx, index }: ExecutedTx) {
  const leaves = txs.map((each) => leafHash(sha256(each)));
  const path = merklePath(leaves, index);
  return {
    root_hash: upperHex(merkleRootOfHashes(leaves)),
    data: base64(tx),
    proof: {
      total: `${leaves.length}`,
      index: `${index}`,
      leaf_hash: base64(leafHash(sha256(tx))),
      aunts: path.hashes.map(base64),
    },
  };
}

/** What never ran, as Go's zero value reads. */
export const noTxResultJson = {
  code: 0,
  data: null,
  log: "",
  info: "",
  gas_wanted: "0",
  gas_used: "0",
  events: [],
  codespace: "",
};

export function bytesOrNull(bytes: Uint8Array): string | null {
  return bytes.byteLength === 0 ? null : base64(bytes);
}
