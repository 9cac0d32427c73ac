import type { ChainEvent } from "../../context.ts";

/**
 * Every key of the block store, as text:
 *
 * - `genesis` → sha256 of the genesis document
 * - `block/HEIGHT` → `tendermint.types.Block` · `commit/HEIGHT` → its own precommits · `result/HEIGHT` → `ResponseFinalizeBlock`
 * - `hash/HASH` → height of a block · `tx/HASH` → POSITION of a transaction
 * - `position/POSITION` and `event/KEY␀VALUE␀POSITION` → nothing: they list transactions in order
 *
 * HEIGHT is 16 hex digits, POSITION is HEIGHT and 8 digits for the place in the block: text order is block order.
 */
export const blockKeys = {
  genesis: "genesis",
  block: (height: number) => `block/${heightText(height)}`,
  commit: (height: number) => `commit/${heightText(height)}`,
  result: (height: number) => `result/${heightText(height)}`,
  blockHash: (hash: Uint8Array) => `hash/${hex(hash)}`,
  tx: (hash: Uint8Array) => `tx/${hex(hash)}`,
  position: (position: string) => `position/${position}`,
  posting: (key: string, value: string, position: string) => `event/${key}\0${value}\0${position}`,
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

/** The keys under which a transaction at `position` is found, each once. */
export function postingKeys(events: readonly ChainEvent[], position: string): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { type, attributes } of events)
    for (const { key, value } of attributes)
      if (isIndexed(type, key, value))
        keys.add(blockKeys.posting(`${type}.${key}`, value, position));
  return keys;
}

function isIndexed(type: string, key: string, value: string): boolean {
  return (
    key !== "" && value.length <= indexedValueLengthMax && !`${type}${key}${value}`.includes("\0")
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
