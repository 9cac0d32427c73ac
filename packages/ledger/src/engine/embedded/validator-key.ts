import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { type Ed25519PrivateKey, ed25519FromSeed } from "@stos/codec";
import { EngineError } from "../engine-error.ts";

/** A validator's consensus key, ready to sign. */
export type ValidatorKey = Readonly<{
  /** First 20 bytes of sha256 of the public key. */
  address: Uint8Array;
  key: Ed25519PrivateKey;
}>;

const keyFileBytesMax = 4096;

/** Reads a `priv_validator_key.json` of CometBFT. Throws `EngineError` `validator-key-malformed`. */
export async function readValidatorKey(file: string): Promise<ValidatorKey> {
  const bytes = await readFile(file);
  const malformed = (reason: string) =>
    new EngineError({ code: "validator-key-malformed", file, reason });
  if (bytes.byteLength > keyFileBytesMax)
    throw malformed(`it is longer than ${keyFileBytesMax} bytes`);

  const secret = secretOf(bytes.toString("utf8"));
  if (secret === undefined) throw malformed("priv_key is no tendermint/PrivKeyEd25519 of 64 bytes");
  const validator = validatorKeyFromSeed(secret.subarray(0, 32));
  if (!secret.subarray(32).equals(validator.key.publicKey))
    throw malformed("its two halves don't belong together");
  return validator;
}

/** Makes a new key in CometBFT's format, readable by its owner only. Fails where the file is there already. */
export async function createValidatorKey(file: string): Promise<ValidatorKey> {
  const seed = randomBytes(32);
  await writeFile(file, encodeValidatorKey(seed), { mode: 0o600, flag: "wx", flush: true });
  return validatorKeyFromSeed(seed);
}

/** `seed`: the 32 bytes of RFC 8032's private key. */
export function validatorKeyFromSeed(seed: Uint8Array): ValidatorKey {
  const key = ed25519FromSeed(seed);
  return { address: validatorAddress(key.publicKey), key };
}

export function validatorAddress(publicKey: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(publicKey).digest().subarray(0, 20));
}

function encodeValidatorKey(seed: Uint8Array): string {
  const { address, key } = validatorKeyFromSeed(seed);
  const secret = Buffer.concat([seed, key.publicKey]);
  const document = {
    address: Buffer.from(address).toString("hex").toUpperCase(),
    pub_key: {
      type: "tendermint/PubKeyEd25519",
      value: Buffer.from(key.publicKey).toString("base64"),
    },
    priv_key: { type: "tendermint/PrivKeyEd25519", value: secret.toString("base64") },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function secretOf(text: string): Buffer | undefined {
  let document: { priv_key?: { type?: unknown; value?: unknown } } | null;
  try {
    document = JSON.parse(text) as typeof document;
  } catch {
    return undefined;
  }
  const { type, value } = document?.priv_key ?? {};
  if (type !== "tendermint/PrivKeyEd25519" || typeof value !== "string") return undefined;
  const secret = Buffer.from(value, "base64");
  return secret.byteLength === 64 ? secret : undefined;
}
