import { wei } from "@stos/units";
import { expect, test } from "vitest";
import { formatAmount, parseAmount } from "./amount.ts";
import { parseOzoneAmount } from "./ozone-amount.ts";

test.each([
  ["10stos", 10n * 10n ** 18n],
  ["0.5stos", 5n * 10n ** 17n],
  ["3gwei", 3n * 10n ** 9n],
  ["7wei", 7n],
  ["0wei", 0n],
])("%s is %s wei", (text, expected) => {
  expect(parseAmount(text)).toBe(expected);
});

test.each(["10", "stos", "0.5wei", "-1stos", "1 stos", "1e3stos", "0.0000000000000000001stos", ""])(
  "%j is refused with what to write instead",
  (text) => {
    expect(() => parseAmount(text)).toThrow(/such as 10stos/);
  },
);

test("what is formatted shows every digit", () => {
  expect(formatAmount(wei(15n * 10n ** 17n + 1n))).toBe("1.500000000000000001 STOS");
});

test("Ozone is read in oz and noz", () => {
  expect(parseOzoneAmount("1.5oz")).toBe(1_500_000_000n);
  expect(parseOzoneAmount("250noz")).toBe(250n);
  expect(() => parseOzoneAmount("0.1noz")).toThrow(/1000oz or 250noz/);
});
