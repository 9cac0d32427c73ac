import { sha256 } from "#platform";
import { concatBytes } from "../bytes.ts";

const leafPrefix = Uint8Array.of(0);
const innerPrefix = Uint8Array.of(1);

/** sha256(0x00 ‖ bytes): RFC 6962. */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return sha256(concatBytes(leafPrefix, bytes));
}

/** sha256(0x01 ‖ left ‖ right): RFC 6962. */
export function innerHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== 32 || right.length !== 32)
    return sha256(concatBytes(innerPrefix, left, right));
  const node = new Uint8Array(65);
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 33);
  return sha256(node);
}
