import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import {
  createMnemonic,
  privateKeyOfMnemonic,
  type Wallet,
  type WalletKeyType,
  walletFromKey,
} from "@stos/client";
import { inputError } from "../cli-error.ts";
import { writeFileAtomically } from "../config/write-file.ts";

/** An account's private key as a service needs it at its start, when nobody is there to type a password. Mode 0600. */
type AccountKeyFile = Readonly<{ address: string; key_type: WalletKeyType; private_key: string }>;

const privateKeyBytes = 32;

export type AccountSecret = Readonly<{ privateKey: Uint8Array; keyType: WalletKeyType }>;

/** Writes the key into `file` unless there is one; a new one where none is given. */
export async function ensureAccountKey(
  file: string,
  secret: AccountSecret = newAccount(),
): Promise<void> {
  if (existsSync(file)) return;
  const { privateKey, keyType } = secret;
  const content: AccountKeyFile = {
    address: walletFromKey(privateKey, keyType).address,
    key_type: keyType,
    private_key: Buffer.from(privateKey).toString("base64"),
  };
  await writeFileAtomically(file, `${JSON.stringify(content, undefined, 2)}\n`, 0o600);
}

function newAccount(): AccountSecret {
  return { privateKey: privateKeyOfMnemonic(createMnemonic()), keyType: "secp256k1" };
}

/** Throws an input error that names the file and the field. */
export async function readAccountKey(file: string): Promise<Wallet> {
  const content = parse(file, await readFile(file, "utf8"));
  const { key_type: keyType, private_key: encoded } = content;
  if (keyType !== "secp256k1" && keyType !== "ethsecp256k1")
    throw inputError(`${file}: key_type must be secp256k1 or ethsecp256k1`);
  const privateKey = Buffer.from(typeof encoded === "string" ? encoded : "", "base64");
  if (privateKey.byteLength !== privateKeyBytes)
    throw inputError(`${file}: private_key must be 32 bytes in base64`);

  const wallet = walletFromKey(new Uint8Array(privateKey), keyType);
  if (content.address !== wallet.address)
    throw inputError(`${file}: address is ${content.address}, its key's is ${wallet.address}`);
  return wallet;
}

function parse(file: string, text: string): Partial<AccountKeyFile> {
  try {
    return JSON.parse(text) as Partial<AccountKeyFile>;
  } catch {
    throw inputError(`${file} is no key file: it is no JSON`);
  }
}
