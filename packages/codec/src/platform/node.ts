/**
 * `#platform` under Node: OpenSSL, several times as fast as JavaScript. `browser.ts` answers the same to the byte;
 * package.json's `imports` chooses between them, so that all else here is written once.
 */
import { Buffer } from "node:buffer";
import { createPublicKey, hash, verify } from "node:crypto";

/** Text of one character a byte ("binary") is twice as fast as asking `hash` for a Buffer. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const text = hash("sha256", bytes, "binary");
  const digest = new Uint8Array(32);
  for (let index = 0; index < 32; index += 1) digest[index] = text.charCodeAt(index);
  return digest;
}

/** What RFC 8032 accepts without the cofactor: a part of what ZIP-215 accepts. */
export function verifyEd25519Strict(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    const key = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") },
      format: "jwk",
    });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
}
