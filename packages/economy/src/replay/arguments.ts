import { type Noz, parseOzone, parseStos, type Wei } from "@stos/units";
import { EconomyError } from "../failure.ts";

/** A JSON object of a vectors file, and where it stands: `vector prepay-001, op 3 (prepay)`. */
export type Arguments = Readonly<{ where: string; fields: Readonly<Record<string, unknown>> }>;

/** Says what is wrong with the file, and where. */
export function malformed(where: string, problem: string): EconomyError {
  return new EconomyError({ code: "vectors-malformed", where, problem });
}

export function objectAt(value: unknown, where: string): Arguments {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed(where, "not an object");
  return { where, fields: { ...value } };
}

export function listAt(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(where, "not a list");
  return value;
}

/** A misspelt optional argument would otherwise be ignored in silence. */
export function requireKnown({ where, fields }: Arguments, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((key) => !known.includes(key));
  if (unknown !== undefined) throw malformed(where, `unknown argument "${unknown}"`);
}

export function has({ fields }: Arguments, key: string): boolean {
  return Object.hasOwn(fields, key);
}

export function field(from: Arguments, key: string): unknown {
  if (!has(from, key)) throw malformed(from.where, `missing argument "${key}"`);
  return from.fields[key];
}

export function textAt(from: Arguments, key: string): string {
  const value = field(from, key);
  if (typeof value !== "string")
    throw malformed(from.where, `"${key}" is not a text: ${shown(value)}`);
  return value;
}

/** STOS as a decimal text, whole in wei. */
export function stosAt(from: Arguments, key: string): Wei {
  return toStos(field(from, key), `${from.where}, "${key}"`);
}

/** Ozone as a decimal text, whole in noz. */
export function ozoneAt(from: Arguments, key: string): Noz {
  return toOzone(field(from, key), `${from.where}, "${key}"`);
}

/** A non-negative integer, as a JSON number. */
export function countAt(from: Arguments, key: string): bigint {
  const value = field(from, key);
  const digits = typeof value === "number" ? `${value}` : "";
  if (!/^\d{1,15}$/.test(digits))
    throw malformed(from.where, `"${key}" is not a non-negative integer: ${shown(value)}`);
  return BigInt(digits);
}

export function flagAt(from: Arguments, key: string): boolean {
  const value = field(from, key);
  if (typeof value !== "boolean")
    throw malformed(from.where, `"${key}" is neither true nor false: ${shown(value)}`);
  return value;
}

/** The field read by `read`, or undefined where the file leaves it out. */
export function optional<T>(
  from: Arguments,
  key: string,
  read: (from: Arguments, key: string) => T,
): T | undefined {
  return has(from, key) ? read(from, key) : undefined;
}

export function toStos(value: unknown, where: string): Wei {
  const amount = typeof value === "string" ? parseStos(value) : undefined;
  if (amount === undefined)
    throw malformed(where, `not a decimal of STOS, whole in wei: ${shown(value)}`);
  return amount;
}

export function toOzone(value: unknown, where: string): Noz {
  const amount = typeof value === "string" ? parseOzone(value) : undefined;
  if (amount === undefined)
    throw malformed(where, `not a decimal of Ozone, whole in noz: ${shown(value)}`);
  return amount;
}

const shownLength = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
