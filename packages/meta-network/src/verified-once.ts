import { createHash } from "node:crypto";

/** Signatures that verified lately: one batch of custody, or one allowance, comes back many times. */
const verifiedMax = 50_000;
const verified = new Set<string>();

/** Whether `verify` holds, remembering only that it did. `parts` name everything that its answer depends on. */
export function verifiedOnce(
  parts: readonly (Uint8Array | string)[],
  verify: () => boolean,
): boolean {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  const id = hash.digest("base64url");
  if (verified.has(id)) return true;
  if (!verify()) return false;

  verified.add(id);
  for (const oldest of verified) {
    if (verified.size <= verifiedMax) break;
    verified.delete(oldest);
  }
  return true;
}
