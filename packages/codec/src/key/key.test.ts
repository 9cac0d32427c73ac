import { ed25519 } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountAddress,
  accountKeyFromBytes,
  CodecError,
  decodeAddress,
  decodeNetworkKey,
  ed25519FromSeed,
  encodeAddress,
  encodeNetworkKey,
  encodePublicKey,
  fromBase64,
  fromHex,
  importEd25519PublicKey,
  keyTypeUrls,
  networkAddress,
  networkKeySigner,
  parseAddress,
  parsePublicKey,
  publicKey,
  sha256,
  toHex,
  verifySignature,
} from "../index.ts";

const secret = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .filter((bytes) => secp256k1.utils.isValidSecretKey(bytes));
const message = fc.uint8Array({ maxLength: 300 });
const types = ["secp256k1", "ethsecp256k1"] as const;

test("the known network key, its text and its address belong together", () => {
  const key = fromBase64("2OAeLO0+KrBkSxuFKU1ofJqGb4RtA8GpD8XCZlMYw2A=");
  const text = "stsdspub1mrsput8d8c4tqeztrwzjjntg0jdgvmuyd5pur2g0chpxv5cccdsqvayhan";
  expect(encodeNetworkKey(key)).toBe(text);
  expect(decodeNetworkKey(text)).toEqual(key);
  expect(networkAddress(key)).toBe("stsds1gl9ywg6jdfdgcja70ffum4ectq4fmt26ay4znv");
});

test("the account of private key 1 has the addresses that Bitcoin and Ethereum give it", () => {
  const one = fromHex("01".padStart(64, "0"));
  const address = (type: (typeof types)[number]) =>
    toHex(decodeAddress("st", accountKeyFromBytes(type, one).address));
  expect(address("secp256k1")).toBe("751e76e8199196d454941c45d1b3a323f1433bd6");
  expect(address("ethsecp256k1")).toBe("7e5f4552091a69125d5dfcb7b8c2659029395bdf");
});

describe.each(types)("%s", (type) => {
  const digest = (bytes: Uint8Array) => (type === "secp256k1" ? sha256(bytes) : keccak_256(bytes));

  test("signatures verify here and with another implementation, and other bytes don't", () => {
    fc.assert(
      fc.property(secret, message, fc.nat(), (key, bytes, bit) => {
        const signer = accountKeyFromBytes(type, key);
        const signature = signer.sign(bytes);
        expect(verifySignature(signer.publicKey, bytes, signature)).toBe(true);
        const options = { prehash: false, lowS: true };
        const own = signer.publicKey.bytes;
        expect(secp256k1.verify(signature, digest(bytes), own, options)).toBe(true);
        expect(secp256k1.sign(digest(bytes), key, { prehash: false })).toEqual(signature);

        const flipped = signature.slice();
        flipped[(bit >> 3) % 64] = (flipped[(bit >> 3) % 64] ?? 0) ^ (1 << (bit & 7));
        expect(verifySignature(signer.publicKey, bytes, flipped)).toBe(false);
        expect(verifySignature(signer.publicKey, Uint8Array.of(...bytes, 0), signature)).toBe(
          false,
        );
      }),
      { numRuns: 30 },
    );
  });

  test("the same signature with a high s is refused, and so is one of 65 bytes", () => {
    const signer = accountKeyFromBytes(type, new Uint8Array(32).fill(7));
    const bytes = Uint8Array.of(1, 2, 3);
    const signature = signer.sign(bytes);
    const order = secp256k1.Point.Fn.ORDER;
    const s = BigInt(`0x${toHex(signature.subarray(32))}`);
    const high = fromHex(
      toHex(signature.subarray(0, 32)) + (order - s).toString(16).padStart(64, "0"),
    );
    expect(verifySignature(signer.publicKey, bytes, high)).toBe(false);
    expect(verifySignature(signer.publicKey, bytes, Uint8Array.of(...signature, 0))).toBe(false);
  });
});

test("both names of an ethsecp256k1 key give the same address, and each comes back", () => {
  const own = accountKeyFromBytes("ethsecp256k1", new Uint8Array(32).fill(9)).publicKey;
  for (const typeUrl of [keyTypeUrls.ethsecp256k1, keyTypeUrls.ethsecp256k1Alias]) {
    const any = { ...encodePublicKey(own), typeUrl };
    const parsed = parsePublicKey(any);
    expect(accountAddress(parsed)).toBe(accountAddress(own));
    expect(encodePublicKey(parsed)).toEqual(any);
  }
});

test("a key of another type, length, curve or with trailing bytes is refused", () => {
  const { typeUrl, value } = encodePublicKey(
    accountKeyFromBytes("secp256k1", new Uint8Array(32).fill(9)).publicKey,
  );
  const refused = (any: { typeUrl: string; value: Uint8Array }) =>
    expect(() => parsePublicKey(any)).toThrow(CodecError);
  refused({ typeUrl: "/cosmos.crypto.sr25519.PubKey", value });
  refused({ typeUrl, value: value.subarray(0, 20) });
  refused({ typeUrl, value: Uint8Array.of(...value, 0) });
  refused({ typeUrl: keyTypeUrls.ed25519, value });
  refused({ typeUrl, value: Uint8Array.of(0x0a, 33, 5, ...new Uint8Array(32)) });
  expect(() => accountKeyFromBytes("secp256k1", new Uint8Array(32))).toThrow(CodecError);
});

test("ed25519: signatures are those of another implementation", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), message, (seed, bytes) => {
      const key = ed25519FromSeed(seed);
      const signature = key.sign(bytes);
      expect(key.publicKey).toEqual(ed25519.getPublicKey(seed));
      expect(signature).toEqual(ed25519.sign(bytes, seed));
      const signer = networkKeySigner(key);
      expect(verifySignature(signer.publicKey, bytes, signature)).toBe(true);
      expect(verifySignature(signer.publicKey, Uint8Array.of(...bytes, 1), signature)).toBe(false);
    }),
    { numRuns: 30 },
  );
});

test("an imported key is remembered, but not more than 4,096 of them", () => {
  const keyOf = (index: number) => sha256(new TextEncoder().encode(`${index}`));
  const first = importEd25519PublicKey(keyOf(0));
  for (let index = 1; index < 4096; index += 1) importEd25519PublicKey(keyOf(index));
  expect(importEd25519PublicKey(keyOf(0))).toBe(first);
  for (let index = 1; index <= 4096; index += 1) importEd25519PublicKey(keyOf(index));
  expect(importEd25519PublicKey(keyOf(0))).not.toBe(first);
});

test("an address in upper case, of another prefix, size or checksum is none", () => {
  const address = encodeAddress("st", new Uint8Array(20).fill(3));
  expect(parseAddress("st", address)).toEqual(new Uint8Array(20).fill(3));
  expect(parseAddress("st", address.toUpperCase())).toBeUndefined();
  expect(parseAddress("stvaloper", address)).toBeUndefined();
  expect(parseAddress("st", `${address.slice(0, -1)}q`)).toBeUndefined();
  expect(parseAddress("stsdspub", encodeAddress("stsds", new Uint8Array(20)))).toBeUndefined();
  expect(parseAddress("st", "")).toBeUndefined();
  expect(() => decodeAddress("st", "st1")).toThrow(CodecError);
  expect(publicKey("ed25519", new Uint8Array(32)).typeUrl).toBe(keyTypeUrls.ed25519);
});
