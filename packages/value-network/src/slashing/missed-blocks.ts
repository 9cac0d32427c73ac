import { pairsOfNumber } from "../key-ranges.ts";
import type { SlashingState } from "./state.ts";

/** Bits of one record: what a block changes is small. */
const chunkBits = 1_024;

/** Notes a block of the window, by its place in it. Answers by how much the missed ones changed: −1, 0 or 1. */
export function noteBlock(
  { missed }: SlashingState,
  address: string,
  { place, isMissed }: Readonly<{ place: number; isMissed: boolean }>,
): number {
  const chunk = Math.floor(place / chunkBits);
  const bit = place % chunkBits;
  const index = bit >> 3;
  const mask = 1 << (bit & 7);
  const bits = missed.get([address, chunk])?.bits;
  const wasMissed = ((bits?.[index] ?? 0) & mask) !== 0;
  if (wasMissed === isMissed) return 0;

  const after = bits === undefined ? new Uint8Array(chunkBits / 8) : bits.slice();
  after[index] = (after[index] ?? 0) ^ mask;
  if (after.every((byte) => byte === 0)) missed.delete([address, chunk]);
  else missed.set([address, chunk], { bits: after });
  return isMissed ? 1 : -1;
}

/** Forgets a window. */
export async function forgetMissed({ missed }: SlashingState, address: string): Promise<void> {
  const keys: (readonly [string, number])[] = [];
  for await (const [key] of missed.entries(pairsOfNumber(address))) keys.push(key);
  for (const key of keys) missed.delete(key);
}
