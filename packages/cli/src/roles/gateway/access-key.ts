import { randomBytes } from "node:crypto";

/** Sizes of AWS's own keys, which some clients check: 20 and 40 characters. */
const accessKeyBytes = 8;
const secretKeyBytes = 20;

/** A new S3 access key. Its secret is letters and digits alone: some clients take a leading `-` for an option. */
export function createAccessKey(): Readonly<{ accessKeyId: string; secretAccessKey: string }> {
  return {
    accessKeyId: `STOS${randomBytes(accessKeyBytes).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(secretKeyBytes).toString("hex"),
  };
}
