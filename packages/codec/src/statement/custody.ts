import { type Custody, CustodySchema } from "../generated/stratos/meta/v1/tx_pb.ts";
import { type Ed25519PrivateKey, importEd25519PublicKey } from "../key/ed25519.ts";
import { leafHash } from "../merkle/hash.ts";
import { merklePath, merkleRootOfHashes, verifyMerklePath } from "../merkle/tree.ts";
import { encodeMessage } from "../message/message.ts";
import { type StatementDomain, statementDigest } from "./statement.ts";

/** One slice on one node's disk, for one numbered draw of a session. */
export type CustodyTerms = Pick<Custody, "session" | "number" | "slice" | "node" | "size">;
export type SignedCustody = Omit<Custody, "$typeName" | "$unknown">;

/** Statements that one signature covers at most. */
export const custodyBatchMax = 65_536;

/**
 * One signature for all slices of a group commit: over the Merkle root of their statements. Answers them in order, each
 * with its path.
 */
export function signCustodyBatch(
  domain: StatementDomain,
  batch: readonly CustodyTerms[],
  node: Ed25519PrivateKey,
): readonly SignedCustody[] {
  if (batch.length === 0 || batch.length > custodyBatchMax)
    throw new RangeError(`a batch of ${batch.length} statements`);

  const hashes = batch.map((terms) => leafHash(custodyBytes(terms)));
  const batchRoot = merkleRootOfHashes(hashes);
  const signature = node.sign(statementDigest("custody", domain, batchRoot));

  return batch.map((terms, index) => ({
    ...terms,
    batchRoot,
    path: [...merklePath(hashes, index).hashes],
    signature,
    index,
    leaves: hashes.length,
  }));
}

/** Whether the node of `nodeKey` signed a batch that holds this statement at its index. */
export function verifyCustody(
  domain: StatementDomain,
  custody: SignedCustody,
  nodeKey: Uint8Array,
): boolean {
  const { index, leaves, path, batchRoot, signature } = custody;
  if (leaves > custodyBatchMax) return false;

  const leaf = leafHash(custodyBytes(custody));
  if (!verifyMerklePath(batchRoot, leaf, { index, leaves, hashes: path })) return false;
  const digest = statementDigest("custody", domain, batchRoot);
  return importEd25519PublicKey(nodeKey).verify(digest, signature);
}

function custodyBytes({ session, number, slice, node, size }: CustodyTerms): Uint8Array {
  return encodeMessage(CustodySchema, { session, number, slice, node, size });
}
