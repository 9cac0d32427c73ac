import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { ics23, tendermintSpec, verifyMembership } from "@confio/ics23";
import type * as Proofs from "@confio/ics23/build/proofs.js";
import { expect, test } from "vitest";
import { memoryStateStore } from "./open.ts";

/** Not exported by the package's index. */
const { smtSpec, verifyExistence, verifyNonExistence } = createRequire(import.meta.url)(
  "@confio/ics23/build/proofs.js",
) as typeof Proofs;

const keyOf = (number: number) => Buffer.from(`key-${number}`);
const hashed = (key: Uint8Array) => createHash("sha256").update(key).digest();

test("an independent ICS23 verifier accepts the proofs of the newest and of earlier heights, and nothing wrong", async () => {
  await using store = await memoryStateStore(["bank", "register", "sds"]);
  const appHashes = new Map<number, Uint8Array>();
  for (let height = 1; height <= 4; height += 1) {
    const block = new Map<string, Uint8Array | undefined>();
    for (let number = 0; number < 300; number += 1)
      if ((number + height) % 3 !== 0)
        block.set(
          keyOf(number).toString("latin1"),
          number % 7 === height ? undefined : Buffer.from(`${height}-${number}`),
        );
    appHashes.set(height, await store.stage(height, new Map([["sds", block]])));
    await store.commit();
  }

  const seen = { present: 0, absent: 0 };
  for (const [height, appHash] of appHashes)
    for (let number = 0; number < 320; number += 3) {
      const key = keyOf(number);
      const proof = await store.prove("sds", key, height);
      if (proof === undefined) expect.fail(`no proof at height ${height}`);
      const rootProof = ics23.CommitmentProof.decode(proof.rootProof);
      const root = rootProof.exist?.value ?? expect.fail("no root");
      expect(verifyMembership(rootProof, tendermintSpec, appHash, Buffer.from("sds"), root)).toBe(
        true,
      );

      const { exist, nonexist } = ics23.CommitmentProof.decode(proof.storeProof);
      if (proof.value === undefined) {
        const absence = prehashedAbsence(nonexist ?? expect.fail("no absence proof"));
        verifyNonExistence(absence, smtSpec, root, hashed(key));
        const neighbour = absence.left ?? absence.right;
        expect(() => verifyNonExistence(absence, smtSpec, root, neighbour?.key ?? key)).toThrow();
        seen.absent += 1;
      } else {
        const presence = prehashed(exist ?? expect.fail("no existence proof"));
        verifyExistence(presence, smtSpec, root, hashed(key), proof.value);
        expect(() =>
          verifyExistence(presence, smtSpec, root, hashed(key), Buffer.from("other")),
        ).toThrow();
        seen.present += 1;
      }
    }
  expect(seen.present).toBeGreaterThan(100);
  expect(seen.absent).toBeGreaterThan(20);
});

/** This library's `smtSpec` doesn't hash keys: it is given their hashes. */
function prehashed(proof: ics23.IExistenceProof): ics23.IExistenceProof {
  return {
    value: proof.value ?? null,
    path: proof.path ?? null,
    key: hashed(proof.key ?? expect.fail("a proof has a key")),
    leaf: ics23.LeafOp.fromObject({ ...proof.leaf, prehashKey: ics23.HashOp.NO_HASH }),
  };
}

function prehashedAbsence(proof: ics23.INonExistenceProof): ics23.INonExistenceProof {
  return {
    ...proof,
    ...(proof.left ? { left: prehashed(proof.left) } : {}),
    ...(proof.right ? { right: prehashed(proof.right) } : {}),
  };
}
