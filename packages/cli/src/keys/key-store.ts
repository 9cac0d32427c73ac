import { mkdir, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  openKeystore,
  readKeystore,
  sealKeystore,
  type WalletKeyType,
  walletFromMnemonic,
  writeKeystore,
} from "@stos/client";
import { usageError } from "../cli-error.ts";

/** A wallet in the keystore: its mnemonic lies in `NAME.json`, under a passphrase. */
export type StoredKey = Readonly<{ name: string; address: string; keyType: WalletKeyType }>;

const keysMax = 10_000;

/** `$STRATOS_HOME/keys`, by default `~/.stratos/keys`. */
export function defaultKeysDir(environment: Readonly<Record<string, string | undefined>>): string {
  return join(environment["STRATOS_HOME"] ?? join(homedir(), ".stratos"), "keys");
}

/** Throws a usage error for a name that is taken or can't name a file. */
export async function storeKey(
  keysDir: string,
  key: Readonly<{ name: string; mnemonic: string; keyType: WalletKeyType; passphrase: string }>,
): Promise<StoredKey> {
  const { name, mnemonic, keyType, passphrase } = key;
  const file = keyFile(keysDir, name);
  const { address } = walletFromMnemonic(mnemonic, keyType);
  await mkdir(keysDir, { recursive: true, mode: 0o700 });
  const secret = new TextEncoder().encode(mnemonic);
  const keystore = await sealKeystore(secret, passphrase, { address, key_type: keyType });
  try {
    await writeKeystore(file, keystore);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw usageError(`there is a key "${name}" already (${file}); choose another name`);
  }
  return { name, address, keyType };
}

export async function listKeys(keysDir: string): Promise<readonly StoredKey[]> {
  const files = await readdir(keysDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const names = files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -5));
  return await Promise.all(
    names
      .sort()
      .slice(0, keysMax)
      .map((name) => findKey(keysDir, name)),
  );
}

/** Throws a usage error where there is no such key. */
export async function findKey(keysDir: string, name: string): Promise<StoredKey> {
  const { about } = await readKey(keysDir, name);
  const keyType = about["key_type"] === "ethsecp256k1" ? "ethsecp256k1" : "secp256k1";
  return { name, address: about["address"] ?? "", keyType };
}

/** The key's mnemonic. Throws a usage error where there is no such key, `NetworkError` password-wrong. */
export async function openKey(keysDir: string, name: string, passphrase: string): Promise<string> {
  const secret = await openKeystore(await readKey(keysDir, name), passphrase);
  return new TextDecoder().decode(secret);
}

async function readKey(keysDir: string, name: string) {
  try {
    return await readKeystore(keyFile(keysDir, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw usageError(
      `there is no key "${name}" in ${keysDir}; "stratos keys list" shows what there is`,
    );
  }
}

function keyFile(keysDir: string, name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name)) return join(keysDir, `${name}.json`);
  throw usageError(`"${name}" can't name a key: letters, digits, "_", "." and "-", at most 64`);
}
