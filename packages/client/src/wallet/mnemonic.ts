import { HDKey } from "@scure/bip32";
import { generateMnemonic, mnemonicToSeedSync, validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { NetworkError } from "../network-error.ts";

/** SLIP-44 coin type 606, the first account's first key. */
export const stratosPath = "m/44'/606'/0'/0/0";

/** 24 English words of 256 random bits (BIP-39). */
export function createMnemonic(): string {
  return generateMnemonic(wordlist, 256);
}

/** The private key's 32 bytes (BIP-39 without passphrase, BIP-32). Throws `NetworkError` mnemonic-invalid. */
export function privateKeyOfMnemonic(mnemonic: string, path: string = stratosPath): Uint8Array {
  const words = mnemonic.normalize("NFKD").trim().split(/\s+/).join(" ");
  if (!validateMnemonic(words, wordlist)) throw new NetworkError({ code: "mnemonic-invalid" });

  const { privateKey } = HDKey.fromMasterSeed(mnemonicToSeedSync(words)).derive(path);
  if (privateKey === null) throw new RangeError(`no private key at ${path}`);
  return privateKey;
}
