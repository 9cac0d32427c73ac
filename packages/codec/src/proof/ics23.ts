import {
  CommitmentProof,
  type ExistenceProof,
  HashOp,
  type InnerOp,
  LeafOp,
  LengthOp,
} from "cosmjs-types/cosmos/ics23/v1/proofs";
import { equalBytes } from "../bytes.ts";
import { malformed, requireSize } from "../codec-error.ts";
import { innerHash } from "../merkle/hash.ts";

/** Bytes of an encoded proof: it holds values of the state, neighbours' values too. */
export const proofBytesMax = 4_194_304;
/** Hashes on a path: the state tree is at most as deep as sha256 has bits. */
export const proofStepsMax = 256;

/** One step of the way up: the hash beside, and on which side it stands. */
export type ProofStep = Readonly<{ side: "left" | "right"; hash: Uint8Array }>;

/** An entry of a tree with its way up, lowest step first. */
export type ProvenEntry = Readonly<{
  key: Uint8Array;
  value: Uint8Array;
  steps: readonly ProofStep[];
}>;

/** How the leaves of a tree are hashed, in the words of ICS23. */
export type LeafRule = Readonly<Pick<LeafOp, "prehashKey" | "length">>;

/** The state tree of one module: sha256 of the key, no lengths. */
export const entryLeaf: LeafRule = { prehashKey: HashOp.SHA256, length: LengthOp.NO_PREFIX };
/** CometBFT's simple Merkle map (`tendermintSpec`): the key itself behind its length. */
export const mapLeaf: LeafRule = { prehashKey: HashOp.NO_HASH, length: LengthOp.VAR_PROTO };

export function encodeCommitmentProof(proof: Partial<CommitmentProof>): Uint8Array {
  return CommitmentProof.encode(CommitmentProof.fromPartial(proof)).finish();
}

/** Throws `CodecError` too-large, or malformed for anything but the shortest encoding, so that nobody can vary a proof. */
export function decodeCommitmentProof(bytes: Uint8Array): CommitmentProof {
  requireSize("a proof", bytes.length, proofBytesMax);
  const proof = parse(bytes);
  if (!equalBytes(CommitmentProof.encode(proof).finish(), bytes))
    throw malformed("a proof", "it isn't in its only form");
  return proof;
}

function parse(bytes: Uint8Array): CommitmentProof {
  try {
    return CommitmentProof.decode(bytes);
  } catch (error) {
    throw malformed("a proof", error instanceof Error ? error.message : String(error));
  }
}

export function existenceProof({ key, value, steps }: ProvenEntry, rule: LeafRule): ExistenceProof {
  return { key, value, leaf: leafOp(rule), path: steps.map(innerOp) };
}

/** The entry and its steps; undefined where an operation isn't exactly as the rule has it. */
export function readExistence(proof: ExistenceProof, rule: LeafRule): ProvenEntry | undefined {
  const { key, value, leaf, path } = proof;
  if (key.length === 0 || value.length === 0 || path.length > proofStepsMax) return undefined;
  if (leaf === undefined || !equalBytes(encodedLeaf(leaf), encodedLeaf(leafOp(rule))))
    return undefined;

  const steps: ProofStep[] = [];
  for (const operation of path) {
    const step = readInner(operation);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return { key, value, steps };
}

/** The root that a leaf's hash and its steps lead to. */
export function climb(leaf: Uint8Array, steps: readonly ProofStep[]): Uint8Array {
  return steps.reduce(
    (node, { side, hash }) => (side === "right" ? innerHash(node, hash) : innerHash(hash, node)),
    leaf,
  );
}

function leafOp({ prehashKey, length }: LeafRule): LeafOp {
  return {
    hash: HashOp.SHA256,
    prehashKey,
    prehashValue: HashOp.SHA256,
    length,
    prefix: Uint8Array.of(0),
  };
}

function encodedLeaf(leaf: LeafOp): Uint8Array {
  return LeafOp.encode(leaf).finish();
}

function innerOp({ side, hash }: ProofStep): InnerOp {
  if (side === "right") return { hash: HashOp.SHA256, prefix: Uint8Array.of(1), suffix: hash };
  const prefix = new Uint8Array(33);
  prefix[0] = 1;
  prefix.set(hash, 1);
  return { hash: HashOp.SHA256, prefix, suffix: new Uint8Array(0) };
}

function readInner({ hash, prefix, suffix }: InnerOp): ProofStep | undefined {
  if (hash !== HashOp.SHA256 || prefix[0] !== 1) return undefined;
  if (prefix.length === 1 && suffix.length === 32) return { side: "right", hash: suffix };
  if (prefix.length === 33 && suffix.length === 0)
    return { side: "left", hash: prefix.subarray(1) };
  return undefined;
}
