import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { networkAddress } from "../address/network-address.ts";
import { malformed } from "../codec-error.ts";

/** An ed25519 key that is ready to verify. */
export type Ed25519PublicKey = Readonly<{
  bytes: Uint8Array;
  /** RFC 8032, as OpenSSL has it. False for what isn't 64 bytes. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}>;

/** An ed25519 key that is ready to sign. The seed can't be read back. */
export type Ed25519PrivateKey = Readonly<{
  publicKey: Uint8Array;
  /** The `stsds…` of its public key. */
  networkAddress: string;
  sign(message: Uint8Array): Uint8Array;
}>;

/** Imported keys that are kept: making a KeyObject costs about as much as a verification. */
const importedKeysMax = 4096;
const imported = new Map<string, Ed25519PublicKey>();

/** Answers the same object for the same key as long as it is among the 4,096 used last. Throws `CodecError` malformed. */
export function importEd25519PublicKey(bytes: Uint8Array): Ed25519PublicKey {
  if (bytes.length !== 32) throw malformed("an ed25519 key", `${bytes.length} bytes, not 32`);
  const id = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const known = imported.get(id);
  const key = known ?? makePublicKey(bytes.slice());

  // A Map iterates in the order of insertion: what is set anew is the newest, the first is the one unused longest.
  imported.delete(id);
  imported.set(id, key);
  if (imported.size > importedKeysMax)
    for (const oldest of imported.keys()) {
      imported.delete(oldest);
      break;
    }
  return key;
}

/** From the 32 bytes of RFC 8032's private key. */
export function ed25519FromSeed(seed: Uint8Array): Ed25519PrivateKey {
  if (seed.length !== 32) throw malformed("an ed25519 seed", `${seed.length} bytes, not 32`);
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Head, seed]),
    format: "der",
    type: "pkcs8",
  });
  const publicKey = rawPublicKey(createPublicKey(key));
  return {
    publicKey,
    networkAddress: networkAddress(publicKey),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
}

/** RFC 8410: what stands before the 32 bytes of a seed and of a public key in DER. */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");
const spkiHead = Buffer.from("302a300506032b6570032100", "hex");

function makePublicKey(bytes: Uint8Array): Ed25519PublicKey {
  const key = createPublicKey({
    key: Buffer.concat([spkiHead, bytes]),
    format: "der",
    type: "spki",
  });
  return {
    bytes,
    verify: (message, signature) =>
      signature.length === 64 && verify(null, message, key, signature),
  };
}

function rawPublicKey(key: KeyObject): Uint8Array {
  const der = key.export({ format: "der", type: "spki" });
  return new Uint8Array(der.subarray(spkiHead.length));
}
