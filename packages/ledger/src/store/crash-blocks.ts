import type { Changes } from "./store.ts";

export const crashModules = ["bank", "sds"];

/** The block that every run makes at this height. */
export function crashBlock(height: number): Changes {
  const block = new Map<string, Uint8Array | undefined>();
  for (let place = 0; place < 400; place += 1) {
    const number = Math.imul(height * 400 + place, 0x9e3779b1) >>> 0;
    const isDeletion = number % 7 === 0;
    block.set(`k${number % 3_000}`, isDeletion ? undefined : Buffer.from(`${height}/${place}`));
  }
  return new Map([
    ["bank", block],
    ["sds", new Map([["height", Buffer.from(`${height}`)]])],
  ]);
}
