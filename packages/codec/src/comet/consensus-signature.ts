import { ed25519 } from "@noble/curves/ed25519.js";
import { verifyEd25519Strict } from "#platform";

/**
 * Whether a validator signed, by the rule of CometBFT: ZIP-215. The platform's verifier is faster and accepts a part of it; what
 * it refuses is asked again, so that one validator with an odd key or signature can't make a light client stop where
 * CometBFT goes on.
 */
export function verifyConsensusSignature(
  publicKey: Uint8Array,
  signBytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  if (verifyEd25519Strict(publicKey, signBytes, signature)) return true;
  try {
    return ed25519.verify(signature, signBytes, publicKey, { zip215: true });
  } catch {
    return false;
  }
}
