import fc from "fast-check";
import { expect, test } from "vitest";
import { amountText } from "./amount-text.ts";

test.each([
  [1_500_000_000_000_000_000n, "wei", "1.5"],
  [1n, "wei", "0.000000000000000001"],
  [-25n * 10n ** 17n, "wei", "-2.5"],
  [0n, "wei", "0"],
  [-0, "wei", "0"],
  [10n ** 26n, "wei", "100000000"],
  [2 ** 80, "wei", "1208925.819614629174706176"],
  [1e300, "count", `${BigInt(1e300)}`],
  [1_500_000_000, "noz", "1.5"],
  [20_000_000.5, "wei-per-noz", "0.0200000005"],
  [1e-7, "ratio", "0.0000001"],
  [-1.25e-9, "ratio", "-0.00000000125"],
  [0.2, "ratio", "0.2"],
  [Number.NaN, "ratio", ""],
] as const)("%s %s is %s", (value, unit, text) => {
  expect(amountText(value, unit)).toBe(text);
});

test("no digit of a whole amount is lost, and a double comes back as it was", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (value) => {
      const text = amountText(value, "wei");
      const [whole = "", fraction = ""] = text.split(".");
      expect(BigInt(whole.replace("-", "") + fraction.padEnd(18, "0"))).toBe(
        value < 0n ? -value : value,
      );
    }),
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = amountText(value, "ratio");
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text) === value).toBe(true);
    }),
  );
});
