import { sha256 } from "#platform";
import { addressBytes, decodeAddress, encodeAddress } from "./address.ts";

/** `stsds…`: the first 20 bytes of sha256 of a node's ed25519 key. */
export function networkAddress(publicKey: Uint8Array): string {
  return encodeAddress("stsds", keyHash(publicKey));
}

/** `stvalcons…`: the same hash of a validator's consensus key. */
export function consensusAddress(publicKey: Uint8Array): string {
  return encodeAddress("stvalcons", keyHash(publicKey));
}

/** `stsdspub…`: the 32 bytes of a node's ed25519 key themselves. */
export function encodeNetworkKey(publicKey: Uint8Array): string {
  return encodeAddress("stsdspub", publicKey);
}

/** Throws `CodecError` address-invalid. */
export function decodeNetworkKey(text: string): Uint8Array {
  return decodeAddress("stsdspub", text);
}

/** The 20 bytes by which CometBFT names an ed25519 key. */
export function keyHash(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length !== 32)
    throw new RangeError(`an ed25519 key has 32 bytes, not ${publicKey.length}`);
  return sha256(publicKey).subarray(0, addressBytes);
}
