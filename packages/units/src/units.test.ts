import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  formatDecimal,
  mulDivCeil,
  mulDivFloor,
  noz,
  parseDecimal,
  parseStos,
  sub,
  wei,
} from "./index.ts";

const amount = fc.bigInt({ min: 0n, max: 10n ** 40n });

describe("division", () => {
  test("floor and ceil enclose the exact quotient and differ only where it isn't whole", () => {
    fc.assert(
      fc.property(amount, amount, amount, (a, b, rest) => {
        const divisor = rest + 1n;
        const floor = mulDivFloor(a, b, divisor);
        const ceil = mulDivCeil(a, b, divisor);
        expect(floor * divisor <= a * b && a * b < (floor + 1n) * divisor).toBe(true);
        expect(ceil - floor).toBe((a * b) % divisor === 0n ? 0n : 1n);
      }),
    );
  });

  test("by zero, or of a negative, is a bug", () => {
    expect(() => mulDivFloor(1n, 1n, 0n)).toThrow(RangeError);
    expect(() => mulDivCeil(-1n, 1n, 2n)).toThrow(RangeError);
  });
});

describe("quantities", () => {
  test("never fall below zero", () => {
    expect(add(wei(1n), wei(2n))).toBe(3n);
    expect(() => sub(noz(1n), noz(2n))).toThrow(RangeError);
    expect(() => wei(-1n)).toThrow(RangeError);
  });

  test("of different units don't add", () => {
    // @ts-expect-error wei and noz are different units
    expect(add(wei(1n), noz(1n))).toBe(2n);
  });
});

describe("decimals", () => {
  test("format and parse are inverse", () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 20 }), (value, decimals) => {
        expect(parseDecimal(formatDecimal(value, decimals), decimals)).toBe(value);
      }),
    );
  });

  test.each(["", ".5", "1.", "-1", "1e3", "0x10", "1,5", " 1", "0.0000000000000000001"])(
    "%j is no amount of STOS",
    (text) => {
      expect(parseStos(text)).toBeUndefined();
    },
  );
});
