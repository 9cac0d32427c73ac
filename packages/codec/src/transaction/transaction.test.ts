import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountKeyFromBytes,
  buildTransaction,
  CodecError,
  concatBytes,
  decodeMessage,
  decodeTransaction,
  directSignBytes,
  ed25519FromSeed,
  encodeMessage,
  MsgPrepaySchema,
  networkKeySigner,
  packMessage,
  parsePublicKey,
  ReceiptSchema,
  sha256,
  transactionLimits,
  verifySignature,
} from "../index.ts";

const seed = new Uint8Array(32).fill(5);
const signers = [
  accountKeyFromBytes("secp256k1", seed),
  accountKeyFromBytes("ethsecp256k1", seed),
  networkKeySigner(ed25519FromSeed(seed)),
];
const prepay = { sender: "st1a", beneficiary: "st1b", amount: [{ denom: "wei", amount: "5" }] };
const chain = { chainId: "stratos-test-1", accountNumber: 3n };

function build(signer = signers[0], messages = [packMessage(MsgPrepaySchema, prepay)]): Uint8Array {
  if (signer === undefined) throw new Error("no signer");
  const fee = { amount: [{ denom: "wei", amount: "9" }], gasLimit: 100_000n };
  return buildTransaction({ messages, fee, memo: "hello", signer, sequence: 7n, ...chain });
}

describe.each(signers)("signed by $publicKey.type", (signer) => {
  test("a built transaction decodes to what was ordered, and its signature verifies", () => {
    const encoded = build(signer);
    const decoded = decodeTransaction(encoded);
    expect(decoded).toMatchObject({ memo: "hello", timeoutHeight: 0n, byteLength: encoded.length });
    expect(decoded.hash).toEqual(sha256(encoded));
    expect(decoded.fee).toMatchObject({
      gasLimit: 100_000n,
      amount: [{ denom: "wei", amount: "9" }],
    });
    const [info] = decoded.signerInfos;
    expect(info).toMatchObject({ mode: "direct", sequence: 7n });
    if (info?.publicKey === undefined) expect.fail("no key");

    const key = parsePublicKey(info.publicKey);
    const [signature = new Uint8Array(0)] = decoded.signatures;
    expect(verifySignature(key, directSignBytes({ ...decoded, ...chain }), signature)).toBe(true);
    const elsewhere = directSignBytes({ ...decoded, ...chain, chainId: "stratos-test-2" });
    expect(verifySignature(key, elsewhere, signature)).toBe(false);
  });
});

test("no cut or changed byte does anything but decode or throw a CodecError", () => {
  const encoded = build();
  fc.assert(
    fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 0, max: 255 }), (place, byte) => {
      const changed = encoded.slice();
      changed[place] = byte;
      attempt(changed);
      attempt(encoded.subarray(0, place));
    }),
    { numRuns: 500 },
  );
});

const raw = TxRaw.decode(build());
const withBody = (bodyBytes: Uint8Array) => TxRaw.encode({ ...raw, bodyBytes }).finish();

test("unknown fields are refused, but in a body those that may be ignored", () => {
  expect(codeOf(concatBytes(build(), Uint8Array.of(0x22, 0)))).toBe("unknown-field");
  // Field 1023, extension options, is critical; 2047 isn't.
  expect(codeOf(withBody(concatBytes(raw.bodyBytes, Uint8Array.of(0xfa, 0x3f, 0))))).toBe(
    "unknown-field",
  );
  expect(codeOf(withBody(concatBytes(raw.bodyBytes, Uint8Array.of(0xfa, 0x7f, 0))))).toBe(
    "decoded",
  );
  const authInfoBytes = concatBytes(raw.authInfoBytes, Uint8Array.of(0xfa, 0x7f, 0));
  expect(codeOf(TxRaw.encode({ ...raw, authInfoBytes }).finish())).toBe("unknown-field");
});

test("a second encoding of the same TxRaw is refused", () => {
  const signature = TxRaw.encode({
    ...TxRaw.fromPartial({}),
    signatures: [...raw.signatures],
  }).finish();
  const rest = TxRaw.encode({ ...raw, signatures: [] }).finish();
  expect(codeOf(concatBytes(rest, signature))).toBe("decoded");
  expect(codeOf(concatBytes(signature, rest))).toBe("malformed");
  expect(codeOf(concatBytes(rest, rest, signature))).toBe("malformed");
  // The body's length as a number with an empty last byte.
  const long = Uint8Array.of(0x0a, 0x80 | (raw.bodyBytes.length & 0x7f), 0x80, 0x00);
  expect(codeOf(concatBytes(long, rest.subarray(2), signature))).toBe("malformed");
});

test("limits hold: bytes, messages, signatures, memo, nesting", () => {
  const message = packMessage(MsgPrepaySchema, prepay);
  const many = Array.from({ length: transactionLimits.messages + 1 }, () => message);
  expect(codeOf(new Uint8Array(transactionLimits.bytes + 1))).toBe("too-large");
  expect(codeOf(build(signers[0], many))).toBe("too-large");
  expect(codeOf(build(signers[0], []))).toBe("malformed");
  const signatures = Array.from({ length: 17 }, () => new Uint8Array(64));
  expect(codeOf(TxRaw.encode({ ...raw, signatures }).finish())).toBe("too-large");
  const body = TxBody.decode(raw.bodyBytes);
  const memo = "é".repeat(257);
  expect(codeOf(withBody(TxBody.encode({ ...body, memo }).finish()))).toBe("too-large");

  let modeInfo: Uint8Array = Uint8Array.of(0x0a, 2, 8, 1);
  for (let level = 0; level < 20; level += 1) {
    const inner = concatBytes(Uint8Array.of(0x12, modeInfo.length), modeInfo);
    modeInfo = concatBytes(Uint8Array.of(0x12, inner.length), inner);
  }
  const info = concatBytes(Uint8Array.of(0x12, modeInfo.length), modeInfo);
  const authInfoBytes = concatBytes(Uint8Array.of(0x0a, info.length), info, Uint8Array.of(0x12, 0));
  expect(codeOf(TxRaw.encode({ ...raw, authInfoBytes }).finish())).toBe("malformed");
});

test("a message has the same bytes whatever the order of a map's entries", () => {
  const one = encodeMessage(ReceiptSchema, { byKind: { upload: "1", download: "2" } });
  const other = encodeMessage(ReceiptSchema, { byKind: { download: "2", upload: "1" } });
  expect(one).toEqual(other);
  expect(decodeMessage(ReceiptSchema, one).byKind).toEqual({ download: "2", upload: "1" });
});

test("a message above its limit, cut off, or with a field that nobody here understands is refused", () => {
  const encoded = encodeMessage(MsgPrepaySchema, prepay);
  const codeOfMessage = (bytes: Uint8Array, limit?: number) =>
    outcome(() => decodeMessage(MsgPrepaySchema, bytes, limit));
  expect(codeOfMessage(encoded, encoded.length - 1)).toBe("too-large");
  expect(codeOfMessage(encoded.subarray(0, -1))).toBe("malformed");
  expect(codeOfMessage(concatBytes(encoded, Uint8Array.of(0x22, 0)))).toBe("unknown-field");
  expect(codeOfMessage(concatBytes(encoded, Uint8Array.of(0x1a, 2, 0x22, 0)))).toBe(
    "unknown-field",
  );
  expect(codeOfMessage(concatBytes(encoded, Uint8Array.of(0xfa, 0x7f, 0)))).toBe("decoded");
});

function attempt(encoded: Uint8Array): void {
  outcome(() => decodeTransaction(encoded));
}

function codeOf(encoded: Uint8Array): string {
  return outcome(() => decodeTransaction(encoded));
}

function outcome(decode: () => unknown): string {
  try {
    decode();
    return "decoded";
  } catch (error) {
    if (error instanceof CodecError) return error.failure.code;
    throw error;
  }
}
