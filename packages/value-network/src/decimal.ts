import { sdkError } from "@stos/ledger";

/** 1 as Cosmos carries fractions and shares: a whole number of 10⁻¹⁸. */
export const one = 10n ** 18n;

const digitsMax = 60;

/** "0.100000000000000000": with all 18 places, as Cosmos prints it. */
export function decimalText(value: bigint): string {
  return `${value / one}.${`${value % one}`.padStart(18, "0")}`;
}

/** A decimal as messages carry it: its digits in 10⁻¹⁸. Throws `ChainError`. */
export function wireDecimal(text: string, field: string): bigint {
  if (!/^(0|[1-9]\d*)$/.test(text) || text.length > digitsMax)
    throw sdkError("invalid-request", `${field}: "${text}" is no decimal in units of 10^-18`);
  return BigInt(text);
}

/** A decimal as genesis files write it: "0.05". Throws `ChainError`. */
export function parseDecimalText(text: string, field: string): bigint {
  const match = /^(\d{1,20})(?:\.(\d{1,18}))?$/.exec(text);
  if (match === null)
    throw sdkError("invalid-request", `${field}: "${text}" is no decimal such as "0.05"`);
  return BigInt(match[1] ?? "0") * one + BigInt((match[2] ?? "").padEnd(18, "0"));
}
