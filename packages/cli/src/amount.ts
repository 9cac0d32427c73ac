import { formatStos, parseDecimal, type Wei, wei } from "@stos/units";
import { usageError } from "./cli-error.ts";

/** Decimals of each denomination: 1 stos = 10⁹ gwei = 10¹⁸ wei. */
const denominations: Readonly<Record<string, number>> = { wei: 0, gwei: 9, stos: 18 };

/** `10stos`, `0.5stos`, `3gwei`, `7wei`. Throws a usage error for what has no denomination or is no whole number of wei. */
export function parseAmount(text: string): Wei {
  const [, digits = "", denomination = ""] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
  const decimals = denominations[denomination];
  const value = decimals === undefined ? undefined : parseDecimal(digits, decimals);
  if (value !== undefined) return wei(value);
  throw usageError(
    `"${text}" is no amount; write a number with its denomination, such as 10stos, 0.5stos, 3gwei or 7wei (1 wei is the smallest)`,
  );
}

/** `12.5 STOS`, with every digit that isn't zero. */
export function formatAmount(amount: Wei): string {
  return `${formatStos(amount)} STOS`;
}
