import { compareBytes, equalBytes } from "../bytes.ts";
import {
  climb,
  decodeCommitmentProof,
  encodeCommitmentProof,
  entryLeaf,
  existenceProof,
  type ProofStep,
  type ProvenEntry,
  readExistence,
} from "./ics23.ts";
import { verifiedModuleRoot } from "./module-roots.ts";
import { emptyRoot, entryHash, entryPath } from "./state-tree.ts";

/** Both steps of a proof, encoded: `stratos.relay.v1.Proof` without its wrapping. */
export type ProofPair = Readonly<{ storeProof: Uint8Array; rootProof: Uint8Array }>;

type Claim = Readonly<{ appHash: Uint8Array; module: string; key: Uint8Array; proof: ProofPair }>;

/** The encoded ICS23 proof that a module's tree holds the entry. */
export function encodeExistence(entry: ProvenEntry): Uint8Array {
  return encodeCommitmentProof({ exist: existenceProof(entry, entryLeaf) });
}

/**
 * The encoded ICS23 proof that a module's tree lacks `key`: the entries next to it in the order of sha256(key), on either
 * side where there is one. Neither: the tree is empty.
 */
export function encodeAbsence(
  key: Uint8Array,
  neighbours: Readonly<{ left?: ProvenEntry | undefined; right?: ProvenEntry | undefined }>,
): Uint8Array {
  const { left, right } = neighbours;
  return encodeCommitmentProof({
    nonexist: {
      key,
      ...(left === undefined ? {} : { left: existenceProof(left, entryLeaf) }),
      ...(right === undefined ? {} : { right: existenceProof(right, entryLeaf) }),
    },
  });
}

/** Whether the state of `appHash` holds the value under the key of the module. A proof that isn't one throws `CodecError`. */
export function verifyMembership(claim: Claim & Readonly<{ value: Uint8Array }>): boolean {
  const { appHash, module, key, value, proof } = claim;
  const root = verifiedModuleRoot(appHash, module, proof.rootProof);
  if (root === undefined) return false;

  const { exist } = decodeCommitmentProof(proof.storeProof);
  const entry = exist === undefined ? undefined : readExistence(exist, entryLeaf);
  if (entry === undefined) return false;
  return (
    equalBytes(entry.key, key) && equalBytes(entry.value, value) && equalBytes(rootOf(entry), root)
  );
}

/** Whether the state of `appHash` holds nothing under the key of the module. A proof that isn't one throws `CodecError`. */
export function verifyAbsence({ appHash, module, key, proof }: Claim): boolean {
  const root = verifiedModuleRoot(appHash, module, proof.rootProof);
  if (root === undefined) return false;

  const { nonexist } = decodeCommitmentProof(proof.storeProof);
  if (nonexist === undefined || !equalBytes(nonexist.key, key)) return false;
  const left = nonexist.left && readExistence(nonexist.left, entryLeaf);
  const right = nonexist.right && readExistence(nonexist.right, entryLeaf);
  if (nonexist.left === undefined && nonexist.right === undefined)
    return equalBytes(root, emptyRoot);
  if (nonexist.left !== undefined && !standsIn(root, left)) return false;
  if (nonexist.right !== undefined && !standsIn(root, right)) return false;

  const path = entryPath(key);
  if (left !== undefined && compareBytes(entryPath(left.key), path) >= 0) return false;
  if (right !== undefined && compareBytes(entryPath(right.key), path) <= 0) return false;
  return areNeighbours(left?.steps, right?.steps);
}

function standsIn(root: Uint8Array, entry: ProvenEntry | undefined): boolean {
  return entry !== undefined && equalBytes(rootOf(entry), root);
}

function rootOf({ key, value, steps }: ProvenEntry): Uint8Array {
  return climb(entryHash(entryPath(key), value), steps);
}

/** Whether no leaf stands between two (or beyond the one): seen from the root, the ways part once and then hug each other. */
function areNeighbours(
  left: readonly ProofStep[] | undefined,
  right: readonly ProofStep[] | undefined,
): boolean {
  if (left === undefined) return right?.every(({ side }) => side === "right") ?? false;
  if (right === undefined) return left.every(({ side }) => side === "left");

  const [leftDown, rightDown] = [left.toReversed(), right.toReversed()];
  let parting = 0;
  while (leftDown[parting]?.side === rightDown[parting]?.side && parting < leftDown.length)
    parting += 1;
  if (leftDown[parting]?.side !== "right" || rightDown[parting]?.side !== "left") return false;
  return (
    leftDown.slice(parting + 1).every(({ side }) => side === "left") &&
    rightDown.slice(parting + 1).every(({ side }) => side === "right")
  );
}
