import { sha256 } from "@stos/codec";
import type { TxResult } from "../../application.ts";
import type { ValidatorUpdate } from "../../consensus.ts";
import type { ChainEvent } from "../../context.ts";
import type { PublishedBlock } from "../../engine/block-types.ts";
import { base64, blockJson, headerJson, upperHex, validatorJson } from "./block-json.ts";
import { consensusParamsJson, validatorUpdateJson } from "./consensus-json.ts";
import { eventsJson, txResultJson } from "./tx-json.ts";

/** What subscriptions match: each composite key, `type.attribute`, with all its values in their order. */
export type EventTags = ReadonlyMap<string, readonly string[]>;

/** One thing that a block makes known. Its JSON is made when the first subscriber needs it, and once. */
export type RpcEvent = Readonly<{
  name: "NewBlock" | "NewBlockHeader" | "NewBlockEvents" | "Tx" | "ValidatorSetUpdates";
  tags: () => EventTags;
  /** `{type, value}`, as JSON. */
  data: () => string;
  /** The tags, as JSON. */
  events: () => string;
  /** Roughly what its JSON takes in memory, known before it is made. */
  byteLength: number;
}>;

/** A block's events in CometBFT's order and shapes. */
export function* eventsOf(published: PublishedBlock): Generator<RpcEvent> {
  const { block, height, byteLength, results } = published;
  const { header } = block;
  const resultBytes = results.txResults.reduce((total, each) => total + sizeOf(each.events), 0);

  yield rpcEvent("NewBlock", {
    ownEvents: results.events,
    byteLength: 2 * byteLength + resultBytes + sizeOf(results.events),
    value: () => ({
      ...swapped(blockJson(published)),
      result_finalize_block: finalizeBlockJson(published),
    }),
  });
  yield rpcEvent("NewBlockHeader", {
    ownEvents: [],
    byteLength: headerBytes,
    value: () => ({ header: headerJson(header) }),
  });
  yield rpcEvent("NewBlockEvents", {
    ownEvents: results.events,
    byteLength: headerBytes + sizeOf(results.events),
    value: () => ({
      height: `${height}`,
      events: listOrNull(eventsJson(results.events)),
      num_txs: `${block.data.txs.length}`,
    }),
  });
  for (const [index, tx] of block.data.txs.entries()) {
    const result = results.txResults[index];
    if (result === undefined) continue;
    yield rpcEvent("Tx", {
      ownEvents: result.events,
      reserved: () => [
        ["tx.hash", upperHex(sha256(tx))],
        ["tx.height", `${height}`],
      ],
      byteLength: 2 * tx.byteLength + 2 * sizeOf(result.events),
      value: () => ({ TxResult: txEventJson({ height, index, tx, result }) }),
    });
  }
  const { validatorUpdates } = results;
  if (validatorUpdates.length === 0) return;
  yield rpcEvent("ValidatorSetUpdates", {
    ownEvents: [],
    byteLength: headerBytes * validatorUpdates.length,
    value: () => ({ validator_updates: validatorUpdates.map(updatedValidatorJson) }),
  });
}

/** The updates alone, each as a validator whose priority isn't known yet. */
function updatedValidatorJson({ publicKey, power }: ValidatorUpdate) {
  const address = sha256(publicKey).subarray(0, 20);
  return validatorJson({ address, publicKey, votingPower: power, proposerPriority: 0n });
}

/** A header's JSON, roughly. */
const headerBytes = 1024;

function rpcEvent(
  name: RpcEvent["name"],
  given: Readonly<{
    ownEvents: readonly ChainEvent[];
    reserved?: () => readonly (readonly [key: string, value: string])[];
    byteLength: number;
    value: () => unknown;
  }>,
): RpcEvent {
  const tags = once(() => tagsOf(name, given.ownEvents, given.reserved?.() ?? []));
  return {
    name,
    tags,
    data: once(() => JSON.stringify({ type: `tendermint/event/${name}`, value: given.value() })),
    events: once(() => JSON.stringify(Object.fromEntries(tags()))),
    byteLength: given.byteLength,
  };
}

function tagsOf(
  name: string,
  events: readonly ChainEvent[],
  reserved: readonly (readonly [key: string, value: string])[],
): EventTags {
  const tags = new Map<string, string[]>();
  const add = (key: string, value: string) => {
    const values = tags.get(key);
    if (values === undefined) tags.set(key, [value]);
    else values.push(value);
  };
  for (const { type, attributes } of events)
    for (const { key, value } of attributes)
      if (type !== "" && key !== "") add(`${type}.${key}`, value);
  add("tm.event", name);
  for (const [key, value] of reserved) add(key, value);
  return tags;
}

/** The block first, its id after it, as this one event has them. */
function swapped({ block_id, block }: ReturnType<typeof blockJson>) {
  return { block, block_id };
}

/** Unlike in `block_results`, what is empty is left out, but for the validators. */
function finalizeBlockJson({ results }: PublishedBlock) {
  const { events, txResults, validatorUpdates, consensusParamUpdates, appHash } = results;
  return {
    ...(events.length === 0 ? {} : { events: eventsJson(events) }),
    ...(txResults.length === 0 ? {} : { tx_results: txResults.map(txResultJson) }),
    validator_updates: validatorUpdates.map(validatorUpdateJson),
    ...(consensusParamUpdates === undefined
      ? {}
      : { consensus_param_updates: consensusParamsJson(consensusParamUpdates) }),
    app_hash: base64(appHash),
  };
}

/** Here CometBFT leaves out every field that is zero. */
function txEventJson({
  height,
  index,
  tx,
  result,
}: Readonly<{ height: number; index: number; tx: Uint8Array; result: TxResult }>) {
  const { code, data, log, gasWanted, gasUsed, events, codespace } = result;
  return {
    height: `${height}`,
    ...(index === 0 ? {} : { index }),
    tx: base64(tx),
    result: {
      ...(code === 0 ? {} : { code }),
      ...(data.byteLength === 0 ? {} : { data: base64(data) }),
      ...(log === "" ? {} : { log }),
      ...(gasWanted === 0n ? {} : { gas_wanted: `${gasWanted}` }),
      ...(gasUsed === 0n ? {} : { gas_used: `${gasUsed}` }),
      events: listOrNull(eventsJson(events)),
      ...(codespace === "" ? {} : { codespace }),
    },
  };
}

function sizeOf(events: readonly ChainEvent[]): number {
  let size = 0;
  for (const { type, attributes } of events) {
    size += type.length + 32;
    for (const { key, value } of attributes) size += key.length + value.length + 48;
  }
  return size;
}

function listOrNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

function once<T>(make: () => T): () => T {
  let made: Readonly<{ value: T }> | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
