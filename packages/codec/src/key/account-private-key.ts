import secp256k1 from "secp256k1";
import { malformed } from "../codec-error.ts";
import { accountAddress, digestOf, type PublicKey, publicKey } from "./account-key.ts";
import type { Ed25519PrivateKey } from "./ed25519.ts";

/** Who signs a transaction. */
export type Signer = Readonly<{
  publicKey: PublicKey;
  /** `st…`. */
  address: string;
  /** 64 bytes over a SignDoc's bytes. */
  sign(signBytes: Uint8Array): Uint8Array;
}>;

/** A wallet's key from its 32 bytes. Throws `CodecError` malformed for 0 and what is beyond the curve's order. */
export function accountKeyFromBytes(
  type: "secp256k1" | "ethsecp256k1",
  privateKey: Uint8Array,
): Signer {
  if (privateKey.length !== 32 || !secp256k1.privateKeyVerify(privateKey))
    throw malformed("a private key", "it is no scalar of secp256k1");
  const key = publicKey(type, secp256k1.publicKeyCreate(privateKey, true));
  const secret = privateKey.slice();
  return {
    publicKey: key,
    address: accountAddress(key),
    // RFC 6979 nonces and a low s, by the native package.
    sign: (signBytes) => secp256k1.ecdsaSign(digestOf(type, signBytes), secret).signature,
  };
}

/** A node's network key as the signer of its transactions. */
export function networkKeySigner(key: Ed25519PrivateKey): Signer {
  const ownKey = publicKey("ed25519", key.publicKey);
  return { publicKey: ownKey, address: accountAddress(ownKey), sign: key.sign };
}
