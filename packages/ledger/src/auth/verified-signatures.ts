import { concatBytes, type PublicKey, sha256, verifySignature } from "@stos/codec";
import { latinOf } from "../state/key-bytes.ts";

/** Signatures that held in CheckTx, so that FinalizeBlock needn't verify them again. */
const rememberedMax = 50_000;
const remembered = new Set<string>();

/** As `verifySignature`, whose answer depends on nothing else than its arguments, so remembering changes no result. */
export function verifySignatureOnce(
  publicKey: PublicKey,
  signBytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  const id = latinOf(
    sha256(concatBytes(Buffer.from(publicKey.type), publicKey.bytes, sha256(signBytes), signature)),
  );
  if (remembered.has(id)) return true;
  if (!verifySignature(publicKey, signBytes, signature)) return false;

  remembered.add(id);
  forgetOldest();
  return true;
}

function forgetOldest(): void {
  for (const oldest of remembered) {
    if (remembered.size <= rememberedMax) return;
    remembered.delete(oldest);
  }
}
