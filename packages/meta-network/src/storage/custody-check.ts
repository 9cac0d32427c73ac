import {
  type Custody,
  CustodySchema,
  encodeMessage,
  importEd25519PublicKey,
  leafHash,
  statementDigest,
  verifyMerklePath,
} from "@stos/codec";
import type { BlockInfo } from "@stos/ledger";
import { verifiedOnce } from "../verified-once.ts";

/** Whether the node signed a batch with this statement in it. A batch's signature is verified once for all its slices. */
export function isInCustody(block: BlockInfo, custody: Custody, nodeKey: Uint8Array): boolean {
  const { session, number, slice, node, size, batchRoot, path, signature, index, leaves } = custody;
  const leaf = leafHash(encodeMessage(CustodySchema, { session, number, slice, node, size }));
  if (!verifyMerklePath(batchRoot, leaf, { index, leaves, hashes: path })) return false;

  const signed = statementDigest("custody", block, batchRoot);
  return verifiedOnce(["custody", nodeKey, signed, signature], () =>
    importEd25519PublicKey(nodeKey).verify(signed, signature),
  );
}
