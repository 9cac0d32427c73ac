import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

/** Day (yyyymmdd) and region that a signing key holds for. */
export type KeyScope = Readonly<{ date: string; region: string }>;

/** HMAC chain over day, region, service and `aws4_request`: one key a day and access key. */
export function deriveSigningKey(secretAccessKey: string, { date, region }: KeyScope): KeyObject {
  const secret = createSecretKey(Buffer.from(`AWS4${secretAccessKey}`, "utf8"));
  return [date, region, "s3", "aws4_request"].reduce(
    (key, text) => createSecretKey(createHmac("sha256", key).update(text, "utf8").digest()),
    secret,
  );
}

/** HMAC-SHA256 in lower-case hexadecimal digits. */
export function sign(key: KeyObject, text: string): string {
  return createHmac("sha256", key).update(text, "utf8").digest("hex");
}

const KEYS_MAX = 1_000;

/** Keeps derived keys, since deriving costs more than the signature; the oldest goes first. */
export class SigningKeys {
  readonly #keys = new Map<string, { secretAccessKey: string; key: KeyObject }>();

  find(accessKeyId: string, secretAccessKey: string, scope: KeyScope): KeyObject {
    const name = `${accessKeyId}/${scope.date}/${scope.region}`;
    const known = this.#keys.get(name);
    if (known !== undefined && known.secretAccessKey === secretAccessKey) return known.key;

    const key = deriveSigningKey(secretAccessKey, scope);
    this.#keys.delete(name);
    this.#keys.set(name, { secretAccessKey, key });
    const oldest = this.#keys.keys().next().value;
    if (this.#keys.size > KEYS_MAX && oldest !== undefined) this.#keys.delete(oldest);
    return key;
  }
}
