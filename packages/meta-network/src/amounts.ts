import { type Noz, noz } from "@stos/units";
import { refuse } from "./failure.ts";

/** A decimal string of noz in its only form. Throws `ChainError` message-invalid. */
export function parseNoz(text: string, field: string): Noz {
  if (!/^(0|[1-9]\d{0,76})$/.test(text))
    throw refuse("message-invalid", `${field} "${text}" is no whole amount of noz`);
  return noz(BigInt(text));
}

export function parsePositiveNoz(text: string, field: string): Noz {
  const amount = parseNoz(text, field);
  if (amount === 0n) throw refuse("message-invalid", `${field} is zero`);
  return amount;
}
