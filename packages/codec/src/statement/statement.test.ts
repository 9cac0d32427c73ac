import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CustodySchema,
  concatBytes,
  decodeMessage,
  ed25519FromSeed,
  encodeMessage,
  ReceiptSchema,
  sha256,
  signAllowance,
  signAsk,
  signAssignment,
  signCustodyBatch,
  signNodeOwner,
  signReceipt,
  statementDigest,
  verifyAllowance,
  verifyAsk,
  verifyAssignment,
  verifyCustody,
  verifyNodeOwner,
  verifyReceipt,
} from "../index.ts";

const domain = { chainId: "stratos-test-meta-1", genesisHash: new Uint8Array(32).fill(1) };
const others = [
  { ...domain, chainId: "stratos-test-meta-2" },
  { ...domain, genesisHash: new Uint8Array(32).fill(2) },
];
const key = ed25519FromSeed(new Uint8Array(32).fill(3));
const stranger = ed25519FromSeed(new Uint8Array(32).fill(4));
const session = new Uint8Array(32).fill(8);

test("a digest is over domain, chain, genesis and statement, apart by zero bytes", () => {
  const words = new TextEncoder().encode(`stratos/ask/v1\0${domain.chainId}\0`);
  const statement = Uint8Array.of(1, 2);
  expect(statementDigest("ask", domain, statement)).toEqual(
    sha256(concatBytes(words, domain.genesisHash, statement)),
  );
});

test("an allowance holds for its terms, its signer and its network only", () => {
  const terms = { session, node: "stsds1a", nozTotal: "100", generation: 1 };
  const allowance = signAllowance(domain, terms, key);
  expect(verifyAllowance(domain, allowance, key.publicKey)).toBe(true);
  expect(verifyAllowance(domain, allowance, stranger.publicKey)).toBe(false);
  for (const change of [
    { nozTotal: "101" },
    { node: "stsds1b" },
    { generation: 2 },
    { session: key.publicKey },
  ])
    expect(verifyAllowance(domain, { ...allowance, ...change }, key.publicKey)).toBe(false);
  for (const other of others) expect(verifyAllowance(other, allowance, key.publicKey)).toBe(false);
});

test("a receipt survives the wire, whatever the order of its kinds", () => {
  const terms = {
    session,
    node: "stsds1a",
    nozTotal: "30",
    byKind: { upload: "10", download: "20" },
  };
  const receipt = signReceipt(domain, terms, key);
  const received = decodeMessage(ReceiptSchema, encodeMessage(ReceiptSchema, receipt));
  expect(verifyReceipt(domain, received, key.publicKey)).toBe(true);
  expect(
    verifyReceipt(domain, { ...receipt, byKind: { download: "20", upload: "10" } }, key.publicKey),
  ).toBe(true);
  expect(
    verifyReceipt(domain, { ...receipt, byKind: { upload: "11", download: "19" } }, key.publicKey),
  ).toBe(false);
  expect(verifyReceipt(others[0] ?? domain, receipt, key.publicKey)).toBe(false);
});

test("one signature stands for every statement of a batch, each at its own place", () => {
  const size = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(size, fc.nat(), (count, chosen) => {
      const batch = Array.from({ length: count }, (_, number) => ({
        session,
        number,
        slice: sha256(Uint8Array.of(number)),
        node: key.networkAddress,
        size: BigInt(number) + 1n,
      }));
      const signed = signCustodyBatch(domain, batch, key);
      const custody = signed[chosen % count] ?? expect.fail("no statement");
      const received = decodeMessage(CustodySchema, encodeMessage(CustodySchema, custody));
      expect(verifyCustody(domain, received, key.publicKey)).toBe(true);
      expect(verifyCustody(domain, custody, stranger.publicKey)).toBe(false);
      for (const change of [
        { size: 99n },
        { number: 99 },
        { index: count },
        { path: [...custody.path, session] },
      ])
        expect(verifyCustody(domain, { ...custody, ...change }, key.publicKey)).toBe(false);
      for (const other of others) expect(verifyCustody(other, custody, key.publicKey)).toBe(false);
    }),
    { numRuns: 30 },
  );
});

test("an ask and a node's consent are apart from each other", () => {
  const body = new TextEncoder().encode("st1owner");
  const signature = signAsk(domain, body, key);
  expect(verifyAsk(domain, body, { key: key.publicKey, signature })).toBe(true);
  expect(verifyNodeOwner(domain, "st1owner", { key: key.publicKey, signature })).toBe(false);
  const consent = signNodeOwner(domain, "st1owner", key);
  expect(verifyNodeOwner(domain, "st1owner", { key: key.publicKey, signature: consent })).toBe(
    true,
  );
  expect(verifyNodeOwner(domain, "st1other", { key: key.publicKey, signature: consent })).toBe(
    false,
  );
});

test("an assignment is its issuer's, of one draw, in the order drawn, in one network", () => {
  const issuer = ed25519FromSeed(sha256(new TextEncoder().encode("issuer")));
  const domain = { chainId: "stratos-test-1", genesisHash: new Uint8Array(32) };
  const terms = { session: new Uint8Array(32), number: 4, passedOver: ["b", "a"] };
  const proof = { key: issuer.publicKey, signature: signAssignment(domain, terms, issuer) };
  expect(verifyAssignment(domain, terms, proof)).toBe(true);
  expect(verifyAssignment(domain, { ...terms, number: 5 }, proof)).toBe(false);
  expect(verifyAssignment(domain, { ...terms, passedOver: ["a", "b"] }, proof)).toBe(false);
  expect(verifyAssignment(domain, { ...terms, session: new Uint8Array(31) }, proof)).toBe(false);
  expect(verifyAssignment({ ...domain, chainId: "stratos-test-2" }, terms, proof)).toBe(false);
  expect(verifyAssignment(domain, terms, { ...proof, signature: new Uint8Array() })).toBe(false);
});
