import { ics23, tendermintSpec, verifyMembership as verifyOutside } from "@confio/ics23";
import { smtSpec, verifyExistence, verifyNonExistence } from "@confio/ics23/build/proofs.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  appHashOf,
  branchHash,
  CodecError,
  compareBytes,
  emptyRoot,
  encodeAbsence,
  encodeExistence,
  entryHash,
  entryPath,
  type ModuleRoot,
  type ProofStep,
  type ProvenEntry,
  pathBit,
  proveModuleRoot,
  sha256,
  toHex,
  verifyAbsence,
  verifyMembership,
} from "../index.ts";

type Leaf = Readonly<{ key: Uint8Array; value: Uint8Array; path: Uint8Array }>;

const part = fc.uint8Array({ minLength: 1, maxLength: 12 });
const state = fc
  .uniqueArray(fc.tuple(part, part), {
    minLength: 1,
    maxLength: 25,
    selector: ([key]) => toHex(key),
  })
  .map((entries) =>
    entries
      .map(([key, value]): Leaf => ({ key, value, path: entryPath(key) }))
      .sort((a, b) => compareBytes(a.path, b.path)),
  );
const others: readonly ModuleRoot[] = ["auth", "bank", "pot", "zeta"].map((name) => ({
  name,
  root: sha256(new TextEncoder().encode(name)),
}));

/** The definition itself: the root of the leaves below one node. */
function rootOf(leaves: readonly Leaf[], depth = 0): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return emptyRoot;
  if (leaves.length === 1) return entryHash(first.path, first.value);
  const below = (bit: 0 | 1) => leaves.filter(({ path }) => pathBit(path, depth) === bit);
  return branchHash(rootOf(below(0), depth + 1), rootOf(below(1), depth + 1));
}

function prove(leaves: readonly Leaf[], leaf: Leaf, depth = 0): readonly ProofStep[] {
  if (leaves.length <= 1) return [];
  const bit = pathBit(leaf.path, depth);
  const own = leaves.filter(({ path }) => pathBit(path, depth) === bit);
  const beside = leaves.filter(({ path }) => pathBit(path, depth) !== bit);
  const rest = prove(own, leaf, depth + 1);
  const step: ProofStep = { side: bit === 0 ? "right" : "left", hash: rootOf(beside, depth + 1) };
  return beside.length === 0 ? rest : [...rest, step];
}

function entryOf(leaves: readonly Leaf[], leaf: Leaf | undefined): ProvenEntry | undefined {
  return leaf && { key: leaf.key, value: leaf.value, steps: prove(leaves, leaf) };
}

function claimOf(leaves: readonly Leaf[], storeProof: Uint8Array) {
  const roots = [...others, { name: "sds", root: rootOf(leaves) }];
  const proof = { storeProof, rootProof: proveModuleRoot(roots, "sds") };
  return { appHash: appHashOf(roots), module: "sds", proof };
}

test("an entry's proof holds here and at another verifier, for that value only", () => {
  fc.assert(
    fc.property(state, fc.nat(), (leaves, chosen) => {
      const leaf = leaves[chosen % leaves.length] ?? expect.fail("no leaf");
      const entry = entryOf(leaves, leaf) ?? expect.fail("no entry");
      const storeProof = encodeExistence(entry);
      const claim = { ...claimOf(leaves, storeProof), key: leaf.key };
      expect(verifyMembership({ ...claim, value: leaf.value })).toBe(true);
      expect(verifyMembership({ ...claim, value: Uint8Array.of(...leaf.value, 0) })).toBe(false);
      expect(verifyMembership({ ...claim, value: leaf.value, module: "bank" })).toBe(false);
      expect(verifyMembership({ ...claim, value: leaf.value, appHash: rootOf(leaves) })).toBe(
        false,
      );
      expect(verifyAbsence(claim)).toBe(false);

      const outside = prehashed(ics23.CommitmentProof.decode(storeProof).exist);
      verifyExistence(outside, smtNoKeyHash, rootOf(leaves), entryPath(leaf.key), leaf.value);
    }),
  );
});

test("a missing key's proof holds here and at another verifier, and half of it doesn't", () => {
  fc.assert(
    fc.property(state, part, (leaves, key) => {
      fc.pre(leaves.every((leaf) => toHex(leaf.key) !== toHex(key)));
      const path = entryPath(key);
      const left = entryOf(
        leaves,
        leaves.findLast((leaf) => compareBytes(leaf.path, path) < 0),
      );
      const right = entryOf(
        leaves,
        leaves.find((leaf) => compareBytes(leaf.path, path) > 0),
      );
      const storeProof = encodeAbsence(key, { left, right });
      const claim = { ...claimOf(leaves, storeProof), key };
      expect(verifyAbsence(claim)).toBe(true);
      expect(verifyMembership({ ...claim, value: key })).toBe(false);

      const decoded = ics23.CommitmentProof.decode(storeProof).nonexist ?? expect.fail("no proof");
      const outside = {
        key: path,
        left: decoded.left ? prehashed(decoded.left) : null,
        right: decoded.right ? prehashed(decoded.right) : null,
      };
      verifyNonExistence(outside, smtNoKeyHash, rootOf(leaves), path);

      if (left !== undefined && right !== undefined)
        for (const half of [{ left }, { right }])
          expect(verifyAbsence({ ...claimOf(leaves, encodeAbsence(key, half)), key })).toBe(false);
    }),
  );
});

test("a present key can't be proved absent by the entries around it", () => {
  fc.assert(
    fc.property(state, fc.nat(), (leaves, chosen) => {
      const index = chosen % leaves.length;
      const leaf = leaves[index] ?? expect.fail("no leaf");
      const left = entryOf(leaves, leaves[index - 1]);
      const right = entryOf(leaves, leaves[index + 1]);
      const key = leaf.key;
      expect(verifyAbsence({ ...claimOf(leaves, encodeAbsence(key, { left, right })), key })).toBe(
        false,
      );
    }),
  );
});

test("an empty tree lacks everything, and only an empty one", () => {
  const key = Uint8Array.of(1);
  expect(verifyAbsence({ ...claimOf([], encodeAbsence(key, {})), key })).toBe(true);
  const leaves = [{ key: Uint8Array.of(2), value: key, path: entryPath(Uint8Array.of(2)) }];
  expect(verifyAbsence({ ...claimOf(leaves, encodeAbsence(key, {})), key })).toBe(false);
});

test("a changed byte anywhere in a proof makes it fail", () => {
  fc.assert(
    fc.property(state, fc.nat(), fc.nat(), fc.boolean(), (leaves, chosen, place, inRoot) => {
      const leaf = leaves[chosen % leaves.length] ?? expect.fail("no leaf");
      const entry = entryOf(leaves, leaf) ?? expect.fail("no entry");
      const claim = {
        ...claimOf(leaves, encodeExistence(entry)),
        key: leaf.key,
        value: leaf.value,
      };
      const bytes = (inRoot ? claim.proof.rootProof : claim.proof.storeProof).slice();
      bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ 1;
      const proof = { ...claim.proof, [inRoot ? "rootProof" : "storeProof"]: bytes };
      expect(holds(() => verifyMembership({ ...claim, proof }))).toBe(false);
    }),
  );
});

test("module roots are proved as CometBFT's simple map, which another verifier accepts", () => {
  for (let count = 1; count <= others.length; count += 1) {
    const roots = others.slice(0, count).toReversed();
    for (const { name, root } of roots) {
      const proof = ics23.CommitmentProof.decode(proveModuleRoot(roots, name));
      const key = new TextEncoder().encode(name);
      expect(verifyOutside(proof, tendermintSpec, appHashOf(roots), key, root)).toBe(true);
      expect(verifyOutside(proof, tendermintSpec, appHashOf(roots), key, key)).toBe(false);
    }
  }
  expect(() => proveModuleRoot(others, "unknown")).toThrow(RangeError);
});

/** That library knows no hash of keys before their comparison, so it is given hashed keys. */
const smtNoKeyHash: ics23.IProofSpec = {
  ...smtSpec,
  leafSpec: { ...smtSpec.leafSpec, prehashKey: ics23.HashOp.NO_HASH },
};

/** Its decoder keeps defaults in prototypes, so fields are named one by one. */
function prehashed(proof: ics23.IExistenceProof | null | undefined): ics23.IExistenceProof {
  const { key, value, leaf, path } = proof ?? expect.fail("no proof");
  if (!key || !value || !leaf || !path) expect.fail("half a proof");
  const { hash, prehashValue, length, prefix } = leaf;
  if (!prefix) expect.fail("no prefix");
  const operation = {
    hash: hash ?? ics23.HashOp.NO_HASH,
    prehashKey: ics23.HashOp.NO_HASH,
    prehashValue: prehashValue ?? ics23.HashOp.NO_HASH,
    length: length ?? ics23.LengthOp.NO_PREFIX,
    prefix,
  };
  return { key: entryPath(key), value, leaf: operation, path };
}

function holds(verify: () => boolean): boolean {
  try {
    return verify();
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError);
    return false;
  }
}
