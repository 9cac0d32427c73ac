import { type Noz, noz, parseOzone } from "@stos/units";
import { usageError } from "./cli-error.ts";

/** `1000oz`, `0.5oz`, `250noz`. Throws a usage error for what has no unit or is no whole number of noz. */
export function parseOzoneAmount(text: string): Noz {
  const [, digits = "", unit = ""] = /^([\d.]+)(oz|noz)$/.exec(text) ?? [];
  if (unit === "noz" && /^\d{1,60}$/.test(digits)) return noz(BigInt(digits));
  const value = unit === "oz" ? parseOzone(digits) : undefined;
  if (value !== undefined) return value;
  throw usageError(`"${text}" is no amount of Ozone; write one such as 1000oz or 250noz`);
}
