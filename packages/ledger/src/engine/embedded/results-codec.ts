import { type ProtobufWriter, protobufWriter } from "@stos/codec";
import { type Event, ResponseFinalizeBlock } from "cosmjs-types/tendermint/abci/types";
import { ConsensusParams } from "cosmjs-types/tendermint/types/params";
import type { BlockResult, TxResult } from "../../application.ts";
import type { ChainEvent } from "../../context.ts";
import { encodeUpdate, readParams, readUpdate, wireParams } from "../consensus-wire.ts";

/**
 * As CometBFT stores it: an encoded `tendermint.abci.ResponseFinalizeBlock` {1 events, 2 tx_results, 3 validator_updates,
 * 4 consensus_param_updates, 5 app_hash}. Written by hand: a block holds some ten events a transaction.
 */
export function encodeBlockResult(result: BlockResult): Uint8Array {
  const { events, txResults, validatorUpdates, consensusParamUpdates, appHash } = result;
  const writer = protobufWriter();
  for (const event of events) writer.message(1, () => writeEvent(writer, event));
  for (const result of txResults) writer.message(2, () => writeTxResult(writer, result));
  for (const update of validatorUpdates) writer.bytes(3, encodeUpdate(update));
  if (consensusParamUpdates !== undefined)
    writer.bytes(4, ConsensusParams.encode(wireParams(consensusParamUpdates)).finish());
  writer.bytes(5, appHash);
  return writer.finish();
}

/** `ExecTxResult`: 1 code, 2 data, 3 log, 4 info, 5 gas_wanted, 6 gas_used, 7 events, 8 codespace. */
export function encodeTxResult(result: TxResult): Uint8Array {
  const writer = protobufWriter();
  writeTxResult(writer, result);
  return writer.finish();
}

function writeTxResult(writer: ProtobufWriter, result: TxResult): void {
  writer.number(1, result.code);
  writer.bytes(2, result.data);
  writer.text(3, result.log);
  writer.number(5, result.gasWanted);
  writer.number(6, result.gasUsed);
  for (const event of result.events) writer.message(7, () => writeEvent(writer, event));
  writer.text(8, result.codespace);
}

/** `Event`: 1 type, 2 attributes {1 key, 2 value, 3 index}. */
function writeEvent(writer: ProtobufWriter, { type, attributes }: ChainEvent): void {
  writer.text(1, type);
  for (const { key, value } of attributes)
    writer.message(2, () => {
      writer.text(1, key);
      writer.text(2, value);
      writer.number(3, 1);
    });
}

export function decodeBlockResult(bytes: Uint8Array): BlockResult {
  const { events, txResults, validatorUpdates, consensusParamUpdates, appHash } =
    ResponseFinalizeBlock.decode(bytes);
  return {
    events: events.map(chainEvent),
    txResults: txResults.map(({ info: _, events: own, ...rest }) => ({
      ...rest,
      events: own.map(chainEvent),
    })),
    validatorUpdates: validatorUpdates.map(readUpdate),
    consensusParamUpdates: consensusParamUpdates && readParams(consensusParamUpdates),
    appHash,
  };
}

function chainEvent({ type, attributes }: Event): ChainEvent {
  return { type, attributes: attributes.map(({ key, value }) => ({ key, value })) };
}
