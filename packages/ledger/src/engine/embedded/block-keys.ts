import type { ChainEvent } from "../../context.ts";

/**
 * Every key of the block store, as text:
 *
 * - `genesis` → sha256 of the genesis document
 * - `block/HEIGHT` → `tendermint.types.Block` · `commit/HEIGHT` → its own precommits · `result/HEIGHT` → `ResponseFinalizeBlock`
 * - `validators/HEIGHT` → the `ResponseInitChain` with the validators from that height on · `params/HEIGHT` → `ConsensusParams` from there on;
 *   rows stand where something changed, and what stands before the first is the genesis's
 * - `hash/HASH` → height of a block · `tx/HASH` → POSITION of a transaction
 * - `count/HEIGHT` → how many transactions the block holds, a u32; none for an empty block
 * - `event/KEY␀VALUE␀HEIGHT` → the places in the block, a u32 each, of the transactions that emitted it: what all of them
 *   emit takes one row a block
 *
 * HEIGHT is 16 hex digits, POSITION is HEIGHT and 8 digits for the place in the block: text order is block order.
 */
export const blockKeys = {
  genesis: "genesis",
  block: (height: number) => `block/${heightText(height)}`,
  commit: (height: number) => `commit/${heightText(height)}`,
  result: (height: number) => `result/${heightText(height)}`,
  validators: (height: number) => `validators/${heightText(height)}`,
  params: (height: number) => `params/${heightText(height)}`,
  blockHash: (hash: Uint8Array) => `hash/${hex(hash)}`,
  tx: (hash: Uint8Array) => `tx/${hex(hash)}`,
  count: (height: number) => `count/${heightText(height)}`,
  posting: (keyAndValue: string, height: number) => `event/${keyAndValue}\0${heightText(height)}`,
} as const;

/** Longer values aren't indexed: a search names an address, a hash or a number. */
export const indexedValueLengthMax = 256;

export function positionOf(height: number, index: number): string {
  return `${heightText(height)}${index.toString(16).padStart(8, "0")}`;
}

export function parsePosition(position: string): Readonly<{ height: number; index: number }> {
  return { height: parseHeight(position), index: Number.parseInt(position.slice(16), 16) };
}

export function heightText(height: number): string {
  return height.toString(16).padStart(16, "0");
}

export function parseHeight(text: string): number {
  return Number.parseInt(text.slice(0, 16), 16);
}

/** The places in a block of the transactions that emitted it, by `KEY␀VALUE`; in order, each once. */
type Postings = ReadonlyMap<string, readonly number[]>;

export function postingsOf(
  txResults: readonly Readonly<{ events: readonly ChainEvent[] }>[],
): Postings {
  const postings = new Map<string, number[]>();
  for (const [index, { events }] of txResults.entries())
    for (const { type, attributes } of events)
      for (const { key, value } of attributes)
        if (isIndexed(type, key, value)) addPosting(postings, `${type}.${key}\0${value}`, index);
  return postings;
}

function addPosting(postings: Map<string, number[]>, keyAndValue: string, index: number): void {
  const places = postings.get(keyAndValue);
  if (places === undefined) postings.set(keyAndValue, [index]);
  else if (places.at(-1) !== index) places.push(index);
}

export function encodePlaces(places: readonly number[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(places.length * 4);
  for (const [order, place] of places.entries()) bytes.writeUInt32BE(place, order * 4);
  return bytes;
}

export function decodePlaces(bytes: Uint8Array): readonly number[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: view.length / 4 }, (_, order) => view.readUInt32BE(order * 4));
}

function isIndexed(type: string, key: string, value: string): boolean {
  return (
    key !== "" &&
    value.length <= indexedValueLengthMax &&
    !value.includes("\0") &&
    !key.includes("\0") &&
    !type.includes("\0")
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
