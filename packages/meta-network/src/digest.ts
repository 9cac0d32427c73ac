import { createHash } from "node:crypto";

/** sha256(domain ‖ 0x00 ‖ parts): nothing hashed for one purpose can serve another. */
export function digest(domain: string, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const hash = createHash("sha256").update(domain).update(zero);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** A digest as a uniform integer of 256 bits. */
export function uniformOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

export function bigEndian32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

const zero = Uint8Array.of(0);
