import { type Noz, noz, type Wei, wei } from "./quantity.ts";

/** 1 STOS = 10¹⁸ wei. */
export const stosDecimals = 18;
/** 1 Ozone = 10⁹ noz. */
export const ozoneDecimals = 9;

/** A whole number of base units as a decimal of the unit, without trailing zeros: 1500000000 noz is "1.5" oz. */
export function formatDecimal(value: bigint, decimals: number): string {
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return fraction === "" ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

/** The inverse of `formatDecimal`. Answers undefined where the text is no such decimal or finer than the base unit. */
export function parseDecimal(text: string, decimals: number): bigint | undefined {
  const match = /^(\d{1,60})(?:\.(\d{1,60}))?$/.exec(text);
  if (match === null) return undefined;

  const [, whole = "", fraction = ""] = match;
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > decimals) return undefined;
  return BigInt(whole + kept.padEnd(decimals, "0"));
}

export function formatStos(value: Wei): string {
  return formatDecimal(value, stosDecimals);
}

export function formatOzone(value: Noz): string {
  return formatDecimal(value, ozoneDecimals);
}

export function parseStos(text: string): Wei | undefined {
  const value = parseDecimal(text, stosDecimals);
  return value === undefined ? undefined : wei(value);
}

export function parseOzone(text: string): Noz | undefined {
  const value = parseDecimal(text, ozoneDecimals);
  return value === undefined ? undefined : noz(value);
}
