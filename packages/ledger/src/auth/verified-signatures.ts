import { type PublicKey, verifySignature } from "@stos/codec";
import { latinOf } from "../state/key-bytes.ts";

/** Signatures that held in CheckTx, so that FinalizeBlock needn't verify them again. An entry takes about 200 bytes. */
const rememberedMax = 50_000;
const remembered = new Set<string>();

/** What one signature of a transaction was made for. */
type SignatureClaim = Readonly<{
  /** sha256 of the whole transaction: commits to what was signed of it, and to its signatures. */
  transactionHash: Uint8Array;
  /** The signature's place in the transaction. */
  index: number;
  chainId: string;
  accountNumber: number;
  publicKey: PublicKey;
}>;

/**
 * As `verifySignature`, whose answer depends on nothing that `claim` doesn't commit to, so remembering changes no result.
 * `signBytes` is asked only where it isn't known.
 */
export function verifySignatureOnce(
  claim: SignatureClaim,
  signature: Uint8Array,
  signBytes: () => Uint8Array,
): boolean {
  const id = idOf(claim);
  if (remembered.has(id)) return true;
  if (!verifySignature(claim.publicKey, signBytes(), signature)) return false;

  remembered.add(id);
  forgetOldest();
  return true;
}

/** The type tells the length of the key, and the chain's name stands last, so that no two claims have one id. */
function idOf({ transactionHash, index, chainId, accountNumber, publicKey }: SignatureClaim) {
  const { type, bytes } = publicKey;
  return `${latinOf(transactionHash)}${type} ${latinOf(bytes)}${index}/${accountNumber}/${chainId}`;
}

function forgetOldest(): void {
  for (const oldest of remembered) {
    if (remembered.size <= rememberedMax) return;
    remembered.delete(oldest);
  }
}
