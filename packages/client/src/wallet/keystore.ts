import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { open, readFile, stat } from "node:fs/promises";
import { isFields } from "../http/json.ts";
import { NetworkError } from "../network-error.ts";

/** A secret under a password: scrypt (RFC 7914) and AES-256-GCM. All of it but the ciphertext is authenticated. */
export type Keystore = Readonly<{
  version: 1;
  /** What the secret is, for its reader: an address, a key's type. */
  about: Readonly<Record<string, string>>;
  kdf: Readonly<{ name: "scrypt"; n: number; r: number; p: number; salt: string }>;
  cipher: Readonly<{ name: "aes-256-gcm"; nonce: string; tag: string; text: string }>;
}>;

/** scrypt's cost: 64 MiB and about a quarter of a second. */
const cost = { n: 65_536, r: 8, p: 1 } as const;
const memoryMax = 512 * 1024 * 1024;
const fileBytesMax = 64 * 1024;

export async function sealKeystore(
  secret: Uint8Array,
  password: string,
  about: Readonly<Record<string, string>>,
): Promise<Keystore> {
  const salt = randomBytes(32);
  const nonce = randomBytes(12);
  const kdf = { name: "scrypt", ...cost, salt: salt.toString("base64") } as const;
  const cipher = createCipheriv("aes-256-gcm", await keyOf(password, kdf), nonce);
  cipher.setAAD(associatedData({ version: 1, about, kdf }));
  const text = Buffer.concat([cipher.update(secret), cipher.final()]);
  const name = "aes-256-gcm";
  return {
    version: 1,
    about,
    kdf,
    cipher: {
      name,
      nonce: nonce.toString("base64"),
      tag: cipher.getAuthTag().toString("base64"),
      text: text.toString("base64"),
    },
  };
}

/** Throws `NetworkError` password-wrong, also for a file that was changed. */
export async function openKeystore(keystore: Keystore, password: string): Promise<Uint8Array> {
  const { cipher, kdf } = keystore;
  const key = await keyOf(password, kdf);
  const nonce = Buffer.from(cipher.nonce, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAAD(associatedData(keystore));
  try {
    decipher.setAuthTag(Buffer.from(cipher.tag, "base64"));
    const text = decipher.update(Buffer.from(cipher.text, "base64"));
    return new Uint8Array(Buffer.concat([text, decipher.final()]));
  } catch {
    throw new NetworkError({ code: "password-wrong" });
  }
}

/** Writes a new file that its owner alone may read; throws the file system's own error where there is one already. */
export async function writeKeystore(path: string, keystore: Keystore): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(keystore, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Throws `NetworkError` keystore-invalid for what isn't of the form; the file system's own errors besides. */
export async function readKeystore(path: string): Promise<Keystore> {
  const { size } = await stat(path);
  if (size > fileBytesMax) throw invalid("it is too long");
  return parseKeystore(await readFile(path, "utf8"));
}

export function parseKeystore(text: string): Keystore {
  const value = parseJson(text);
  const kdf = isFields(value) ? value["kdf"] : undefined;
  const cipher = isFields(value) ? value["cipher"] : undefined;
  if (!isFields(value) || value["version"] !== 1 || !isFields(kdf) || !isFields(cipher))
    throw invalid("it is no key file of version 1");
  const { n, r, p } = kdf;
  if (kdf["name"] !== "scrypt" || !isCost(n, 20) || !isCost(r, 5) || !isCost(p, 4))
    throw invalid("its key derivation is unknown");
  if (cipher["name"] !== "aes-256-gcm") throw invalid("its cipher is unknown");
  const about = isFields(value["about"]) ? value["about"] : {};
  return {
    version: 1,
    about: Object.fromEntries(Object.entries(about).map(([name, item]) => [name, `${item}`])),
    kdf: { name: "scrypt", n, r, p, salt: textOf(kdf["salt"]) },
    cipher: {
      name: "aes-256-gcm",
      nonce: textOf(cipher["nonce"]),
      tag: textOf(cipher["tag"]),
      text: textOf(cipher["text"]),
    },
  };
}

function associatedData({ version, about, kdf }: Omit<Keystore, "cipher">): Uint8Array {
  const named = Object.entries(about).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify([version, named, kdf.n, kdf.r, kdf.p, kdf.salt]));
}

function keyOf(password: string, { n, r, p, salt }: Keystore["kdf"]): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: memoryMax };
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const bytes = Buffer.from(salt, "base64");
  scrypt(password.normalize("NFKC"), bytes, 32, options, (error, key) =>
    error === null ? resolve(key) : reject(invalid(error.message)),
  );
  return promise;
}

/** A power of two within bounds: a file from elsewhere can't name a cost that takes all memory. */
function isCost(value: unknown, log2Max: number): value is number {
  return (
    typeof value === "number" && value >= 1 && value <= 2 ** log2Max && Math.log2(value) % 1 === 0
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("it is no JSON");
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw invalid("a field lacks");
}

function invalid(reason: string): NetworkError {
  return new NetworkError({ code: "keystore-invalid", reason });
}
