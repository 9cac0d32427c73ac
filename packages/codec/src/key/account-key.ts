import { ripemd160 } from "@noble/hashes/legacy.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import secp256k1 from "secp256k1";
import { sha256 } from "#platform";
import { encodeAddress } from "../address/address.ts";
import { keyHash } from "../address/network-address.ts";
import { CodecError, malformed } from "../codec-error.ts";
import { encodeProtobufFields } from "../protobuf/encode-fields.ts";
import { importEd25519PublicKey } from "./ed25519.ts";

/** A `google.protobuf.Any`. */
export type EncodedAny = Readonly<{ typeUrl: string; value: Uint8Array }>;

export type KeyType = "secp256k1" | "ethsecp256k1" | "ed25519";

/** A key that may sign transactions. secp256k1 keys are compressed (33 bytes), ed25519 keys have 32. */
export type PublicKey = Readonly<{
  type: KeyType;
  bytes: Uint8Array;
  /** The type URL under which it came. */
  typeUrl: string;
}>;

export const keyTypeUrls = {
  secp256k1: "/cosmos.crypto.secp256k1.PubKey",
  ethsecp256k1: "/stratos.crypto.v1.ethsecp256k1.PubKey",
  /** How CosmJS 0.39 names an ethsecp256k1 key. */
  ethsecp256k1Alias: "/cosmos.evm.crypto.v1.ethsecp256k1.PubKey",
  ed25519: "/cosmos.crypto.ed25519.PubKey",
} as const;

/** A key of 32 or 33 bytes as the only field, and nothing else. */
const anyValueBytesMax = 64;

/** The key in an Any. Throws `CodecError` key-unsupported or malformed. */
export function parsePublicKey(any: EncodedAny): PublicKey {
  const type = keyTypeOf(any.typeUrl);
  if (type === undefined) throw new CodecError({ code: "key-unsupported", typeUrl: any.typeUrl });
  return publicKey(type, decodeKeyField(any.value), any.typeUrl);
}

/** A key from its bytes. Throws `CodecError` malformed unless it is a point of its curve in the only form. */
export function publicKey(
  type: KeyType,
  bytes: Uint8Array,
  typeUrl: string = keyTypeUrls[type],
): PublicKey {
  const size = type === "ed25519" ? 32 : 33;
  if (bytes.length !== size) throw malformed("a public key", `${bytes.length} bytes, not ${size}`);
  if (type !== "ed25519" && !secp256k1.publicKeyVerify(bytes))
    throw malformed("a public key", "it is no point of secp256k1");
  return { type, bytes, typeUrl };
}

export function encodePublicKey(key: PublicKey): EncodedAny {
  return { typeUrl: key.typeUrl, value: encodeProtobufFields([[1, key.bytes]]) };
}

/** `st…`, the account that the key controls. */
export function accountAddress(key: PublicKey): string {
  return encodeAddress("st", accountAddressBytes(key));
}

/**
 * secp256k1: ripemd160(sha256(key)); ethsecp256k1: the last 20 bytes of keccak256 of the uncompressed key's
 * coordinates; ed25519: the first 20 bytes of sha256, as in a network address.
 */
export function accountAddressBytes(key: PublicKey): Uint8Array {
  switch (key.type) {
    case "secp256k1":
      return ripemd160(sha256(key.bytes));
    case "ethsecp256k1":
      return keccak_256(secp256k1.publicKeyConvert(key.bytes, false).subarray(1)).subarray(12);
    case "ed25519":
      return keyHash(key.bytes);
  }
}

/**
 * Whether the key's owner signed: 64 bytes r ‖ s with s in the lower half over sha256 (secp256k1) or keccak256
 * (ethsecp256k1) of `signBytes`, or an ed25519 signature of them. What isn't of the form is false, too.
 */
export function verifySignature(
  key: PublicKey,
  signBytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signature.length !== 64) return false;
  if (key.type === "ed25519") return importEd25519PublicKey(key.bytes).verify(signBytes, signature);
  try {
    // The native verifier refuses a high s.
    return secp256k1.ecdsaVerify(signature, digestOf(key.type, signBytes), key.bytes);
  } catch {
    // r or s beyond the curve's order.
    return false;
  }
}

/** What an account key of the type signs of a SignDoc. */
export function digestOf(type: "secp256k1" | "ethsecp256k1", signBytes: Uint8Array): Uint8Array {
  return type === "secp256k1" ? sha256(signBytes) : keccak_256(signBytes);
}

function keyTypeOf(typeUrl: string): KeyType | undefined {
  switch (typeUrl) {
    case keyTypeUrls.secp256k1:
      return "secp256k1";
    case keyTypeUrls.ethsecp256k1:
    case keyTypeUrls.ethsecp256k1Alias:
      return "ethsecp256k1";
    case keyTypeUrls.ed25519:
      return "ed25519";
    default:
      return undefined;
  }
}

/** All key messages have one field: 1 bytes key. Its only encoding is taken, so that a key has one Any for each URL. */
function decodeKeyField(value: Uint8Array): Uint8Array {
  if (
    value.length < 2 ||
    value.length > anyValueBytesMax ||
    value[0] !== 0x0a ||
    value[1] !== value.length - 2
  )
    throw malformed("a public key", "its message isn't one field of bytes");
  return value.slice(2);
}
