import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Ed25519PrivateKey } from "@stos/codec";
import { createValidatorKey, readValidatorKey } from "@stos/ledger";

const seedBytes = 32;

/**
 * The ed25519 key in `file` (CometBFT's format, 0600), made where there is none yet. One format for consensus, network,
 * issuer and grant keys, so that any of them can be moved to another machine in the same way.
 */
export async function ensureNetworkKey(file: string): Promise<Ed25519PrivateKey> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    return (await createValidatorKey(file)).key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return await readNetworkKey(file);
  }
}

/** Throws an input error of the ledger's for a file of another form. */
export async function readNetworkKey(file: string): Promise<Ed25519PrivateKey> {
  return (await readValidatorKey(file)).key;
}

/** The 32 bytes of the key's seed, for a service that derives more from it. */
export async function readNetworkSeed(file: string): Promise<Uint8Array> {
  await readValidatorKey(file);
  const { priv_key: key } = JSON.parse(await readFile(file, "utf8")) as {
    priv_key: { value: string };
  };
  return new Uint8Array(Buffer.from(key.value, "base64").subarray(0, seedBytes));
}
