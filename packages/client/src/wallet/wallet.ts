import { hkdfSync } from "node:crypto";
import { accountKeyFromBytes, type Signer } from "@stos/codec";
import { privateKeyOfMnemonic } from "./mnemonic.ts";

export type WalletKeyType = "secp256k1" | "ethsecp256k1";

/** A wallet's account key and what is derived from it. */
export type Wallet = Readonly<{
  keyType: WalletKeyType;
  /** `st…`. */
  address: string;
  signer: Signer;
  /** 32 bytes for `openFiles`: wraps the keys of the wallet's buckets. */
  fileSecret: Uint8Array;
}>;

/** The key at m/44'/606'/0'/0/0. Throws `NetworkError` mnemonic-invalid. */
export function walletFromMnemonic(mnemonic: string, keyType: WalletKeyType = "secp256k1"): Wallet {
  return walletFromKey(privateKeyOfMnemonic(mnemonic), keyType);
}

/** From a private key's 32 bytes. */
export function walletFromKey(privateKey: Uint8Array, keyType: WalletKeyType): Wallet {
  const signer = accountKeyFromBytes(keyType, privateKey);
  const purpose = "stratos/wallet/file-secret/v1";
  const fileSecret = new Uint8Array(hkdfSync("sha256", privateKey, new Uint8Array(0), purpose, 32));
  return { keyType, address: signer.address, signer, fileSecret };
}
