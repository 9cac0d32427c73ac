import { sha256 } from "#platform";
import { compareBytes, concatBytes, equalBytes } from "../bytes.ts";
import { leafHash } from "../merkle/hash.ts";
import { merklePath, merkleRootOfHashes } from "../merkle/tree.ts";
import { varintSize, writeVarint } from "../record/varint.ts";
import {
  climb,
  decodeCommitmentProof,
  encodeCommitmentProof,
  existenceProof,
  mapLeaf,
  type ProofStep,
  readExistence,
} from "./ics23.ts";

/** A module's store name and the root of its tree. */
export type ModuleRoot = Readonly<{ name: string; root: Uint8Array }>;

/** The app hash: CometBFT's simple Merkle map of name → root, sorted by name. Names are unique. */
export function appHashOf(roots: readonly ModuleRoot[]): Uint8Array {
  return merkleRootOfHashes(sorted(roots).map(mapEntryHash));
}

/** The encoded ICS23 proof (`tendermintSpec`) of a module's root in the app hash; `RangeError` for an unknown module. */
export function proveModuleRoot(roots: readonly ModuleRoot[], module: string): Uint8Array {
  const ordered = sorted(roots);
  const index = ordered.findIndex(({ name }) => name === module);
  const entry = ordered[index];
  if (entry === undefined) throw new RangeError(`no module "${module}"`);

  const { hashes } = merklePath(ordered.map(mapEntryHash), index);
  const sides = sidesOf(index, ordered.length);
  const steps = hashes.map((hash, level): ProofStep => ({ hash, side: sides[level] ?? "right" }));
  return encodeCommitmentProof({
    exist: existenceProof({ key: encoder.encode(module), value: entry.root, steps }, mapLeaf),
  });
}

/** The root of `module` that the app hash holds by this proof; undefined where the proof doesn't hold. Throws `CodecError`. */
export function verifiedModuleRoot(
  appHash: Uint8Array,
  module: string,
  proof: Uint8Array,
): Uint8Array | undefined {
  const { exist } = decodeCommitmentProof(proof);
  const entry = exist === undefined ? undefined : readExistence(exist, mapLeaf);
  if (entry === undefined || entry.value.length !== 32) return undefined;
  if (!equalBytes(entry.key, encoder.encode(module))) return undefined;

  const leaf = mapEntryHash({ name: module, root: entry.value });
  return equalBytes(climb(leaf, entry.steps), appHash) ? entry.value : undefined;
}

/** Leaf of the pair (name, sha256(root)), each behind its length. */
function mapEntryHash({ name, root }: ModuleRoot): Uint8Array {
  return leafHash(concatBytes(withLength(encoder.encode(name)), withLength(sha256(root))));
}

function withLength(bytes: Uint8Array): Uint8Array {
  const target = new Uint8Array(varintSize(bytes.length) + bytes.length);
  target.set(bytes, writeVarint(target, 0, bytes.length));
  return target;
}

function sorted(roots: readonly ModuleRoot[]): readonly ModuleRoot[] {
  return [...roots].sort((a, b) => compareBytes(encoder.encode(a.name), encoder.encode(b.name)));
}

/** On which side the hash beside stands, lowest first. */
function sidesOf(index: number, leaves: number): readonly ("left" | "right")[] {
  const sides: ("left" | "right")[] = [];
  let place = index;
  let count = leaves;
  while (count > 1) {
    let split = 1;
    while (split * 2 < count) split *= 2;
    sides.push(place < split ? "right" : "left");
    if (place < split) count = split;
    else {
      place -= split;
      count -= split;
    }
  }
  return sides.reverse();
}

const encoder = new TextEncoder();
