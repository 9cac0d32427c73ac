import { buildTransaction } from "@stos/codec";
import { expect, test } from "vitest";
import { ChainError } from "../chain-error.ts";
import { alice, testChainId } from "../test-network/test-chain.ts";
import { parsedTransactions } from "./parsed-transactions.ts";

const type = "/test.v1.MsgCounted";

function transaction(memo: string): Uint8Array {
  return buildTransaction({
    messages: [{ typeUrl: type, value: Uint8Array.of(1) }],
    fee: { amount: [], gasLimit: 1n },
    memo,
    signer: alice,
    sequence: 0n,
    accountNumber: 0n,
    chainId: testChainId,
  });
}

function counting() {
  let decoded = 0;
  const handler = {
    type,
    decode() {
      decoded += 1;
      return decoded;
    },
    signers: () => [],
    execute: () => undefined,
  };
  return { index: () => ({ module: "m", handler }), decoded: () => decoded };
}

test("a transaction is parsed once, whichever array holds its bytes", () => {
  const { index, decoded } = counting();
  const parse = parsedTransactions(index);
  const encoded = transaction("a");
  const first = parse(encoded);
  expect(parse(Uint8Array.from(encoded))).toBe(first);
  expect(parse(transaction("b"))).not.toBe(first);
  expect(decoded()).toBe(2);
});

test("the oldest is forgotten past the count and past the bytes", () => {
  const encoded = ["a", "b", "c"].map(transaction);
  const byteLength = encoded[0]?.length ?? 0;
  for (const limits of [
    { countMax: 2, bytesMax: 1_000_000 },
    { countMax: 100, bytesMax: 2 * byteLength },
  ]) {
    const { index, decoded } = counting();
    const parse = parsedTransactions(index, limits);
    for (const each of encoded) parse(each);
    for (const each of encoded.slice(1)) parse(each);
    expect(decoded()).toBe(3);
    for (const each of encoded.slice(0, 1)) parse(each);
    expect(decoded()).toBe(4);
  }
});

test("the caller's bytes may change afterwards", () => {
  const parse = parsedTransactions(counting().index);
  const encoded = transaction("a");
  const { transaction: parsed } = parse(encoded);
  const before = Uint8Array.from(parsed.bodyBytes);
  encoded.fill(0);
  expect(parsed.bodyBytes).toEqual(before);
  expect(() => parse(encoded)).toThrow(ChainError);
});

test("what is refused is refused again", () => {
  const parse = parsedTransactions(counting().index);
  for (let time = 0; time < 2; time += 1)
    expect(() => parse(Uint8Array.of(1, 2, 3))).toThrow(ChainError);
});
