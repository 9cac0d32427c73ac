import { wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bytes,
  type Codec,
  CodecError,
  compareBytes,
  fixedBytes,
  flag,
  integer,
  key,
  list,
  mapped,
  oneOf,
  optional,
  prefixEnd,
  record,
  text,
  u64,
  weiAmount,
} from "../index.ts";

const words = fc.string({ unit: "grapheme" }).filter((value) => value.isWellFormed());
const whole = fc.maxSafeNat();

const account = record({
  owner: text,
  balance: integer,
  locked: flag,
  heights: list(u64),
  proof: optional(bytes),
  state: oneOf("open", "closed"),
});
const anyAccount = fc.record({
  owner: words,
  balance: fc.bigInt({ min: 0n, max: 2n ** 512n - 1n }),
  locked: fc.boolean(),
  heights: fc.array(whole),
  proof: fc.option(fc.uint8Array(), { nil: undefined }),
  state: fc.constantFrom("open" as const, "closed" as const),
});

test("a record comes back from its bytes as it was", () => {
  fc.assert(
    fc.property(anyAccount, (value) => {
      expect(account.decode(account.encode(value))).toEqual(value);
    }),
  );
});

test("bytes that decode are the bytes that encode gives: there is no second form", () => {
  fc.assert(
    fc.property(anyAccount, fc.nat(), fc.integer({ min: 0, max: 255 }), (value, place, byte) => {
      const changed = account.encode(value).slice();
      changed[place % changed.length] = byte;
      const decoded = attempt(account, changed);
      if (decoded !== undefined) expect(account.encode(decoded)).toEqual(changed);
    }),
  );
});

test("a record that is cut off or followed by a byte is refused", () => {
  fc.assert(
    fc.property(anyAccount, fc.nat(), (value, cut) => {
      const encoded = account.encode(value);
      expect(attempt(account, encoded.subarray(0, cut % encoded.length))).toBeUndefined();
      expect(attempt(account, Uint8Array.of(...encoded, 0))).toBeUndefined();
    }),
  );
});

test("scalars have one form each", () => {
  expect(integer.encode(0n)).toEqual(Uint8Array.of(0));
  expect(u64.encode(300)).toEqual(Uint8Array.of(0xac, 0x02));
  expect(weiAmount.decode(weiAmount.encode(wei(10n ** 27n)))).toBe(10n ** 27n);
  expect(attempt(integer, Uint8Array.of(0, 1))).toBeUndefined();
  expect(attempt(integer, Uint8Array.of())).toBeUndefined();
  expect(attempt(u64, Uint8Array.of(0x80, 0))).toBeUndefined();
  expect(attempt(u64, new Uint8Array(8).fill(0xff))).toBeUndefined();
  expect(attempt(flag, Uint8Array.of(2))).toBeUndefined();
  expect(attempt(text, Uint8Array.of(0xff))).toBeUndefined();
  expect(attempt(fixedBytes(2), Uint8Array.of(1))).toBeUndefined();
  expect(attempt(list(text), Uint8Array.of(0xff, 0xff, 0x7f))).toBeUndefined();
  expect(() => u64.encode(-1)).toThrow(RangeError);
  expect(() => integer.encode(-1n)).toThrow(RangeError);
  expect(() => text.encode("\ud800")).toThrow(RangeError);
});

test("a mapped codec keeps the bytes of the one below", () => {
  const height = mapped(
    u64,
    (value) => ({ height: value }),
    ({ height: value }) => value,
  );
  expect(height.encode({ height: 7 })).toEqual(u64.encode(7));
  expect(height.decode(u64.encode(7))).toEqual({ height: 7 });
});

const session = key.tuple(key.text, key.u64, key.text);
const anySession = fc.tuple(
  fc.string({ unit: "binary-ascii" }).filter((value) => !value.includes("\0")),
  whole,
  words,
);

test("keys come back, and sort as their components do", () => {
  fc.assert(
    fc.property(anySession, anySession, (a, b) => {
      expect(session.decode(session.encode(a))).toEqual(a);
      const byValue = compareText(a[0], b[0]) || a[1] - b[1] || compareText(a[2], b[2]);
      expect(Math.sign(compareBytes(session.encode(a), session.encode(b)))).toBe(
        Math.sign(byValue),
      );
    }),
  );
});

test("a prefix bounds exactly the keys that begin with its components", () => {
  fc.assert(
    fc.property(anySession, anySession, (a, b) => {
      const prefix = session.prefix(a[0], a[1]);
      const end = prefixEnd(prefix);
      const encoded = session.encode(b);
      const within =
        compareBytes(encoded, prefix) >= 0 && (end === undefined || compareBytes(encoded, end) < 0);
      expect(within).toBe(a[0] === b[0] && a[1] === b[1]);
    }),
  );
});

test("a tuple inside a tuple, and fixed bytes, tell their own end", () => {
  const nested = key.tuple(key.tuple(key.u64, key.text), key.bytes(2));
  const value = [[1, "a"], Uint8Array.of(3, 4)] as const;
  expect(nested.decode(nested.encode(value))).toEqual(value);
  expect(attempt(nested, nested.encode(value).subarray(0, 10))).toBeUndefined();
});

test("a key of several components refuses a text with a zero character, and a number beyond 2^53 - 1", () => {
  expect(() => session.encode(["a\0b", 1, ""])).toThrow(RangeError);
  expect(attempt(key.u64, new Uint8Array(8).fill(0xff))).toBeUndefined();
});

test("nothing follows a prefix of highest bytes", () => {
  expect(prefixEnd(Uint8Array.of(0xff, 0xff))).toBeUndefined();
  expect(prefixEnd(Uint8Array.of(1, 0xff))).toEqual(Uint8Array.of(2));
});

/** Undefined for what is refused; anything but a CodecError is a bug and fails the test. */
function attempt<T>(codec: Codec<T>, encoded: Uint8Array): T | undefined {
  try {
    return codec.decode(encoded);
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError);
    return undefined;
  }
}

function compareText(a: string, b: string): number {
  return compareBytes(text.encode(a), text.encode(b));
}
