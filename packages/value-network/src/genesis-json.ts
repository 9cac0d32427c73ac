import { sdkError } from "@stos/ledger";
import type { Wei } from "@stos/units";
import { parseAmount } from "./coins.ts";

/** Reads one object of a genesis file. Every failure names the field's path. */
export type GenesisReader = Readonly<{
  has(field: string): boolean;
  text(field: string): string;
  amount(field: string): Wei;
  /** A whole number from 0 on. */
  whole(field: string): number;
  flag(field: string): boolean;
  object(field: string): GenesisReader;
  objects(field: string): readonly GenesisReader[];
  texts(field: string): readonly string[];
}>;

/** Throws `ChainError` where `value` isn't an object, and later for each field that isn't of its form. */
export function readGenesis(value: unknown, path: string): GenesisReader {
  const fields = requireObject(value, path);
  const at = (field: string) => `${path}.${field}`;
  const text = (field: string) => requireText(fields[field], at(field));
  const items = (field: string) => requireList(fields[field], at(field));

  return {
    has: (field) => fields[field] !== undefined,
    text,
    amount: (field) => parseAmount(text(field)),
    whole: (field) => requireWhole(fields[field], at(field)),
    flag: (field) => requireFlag(fields[field], at(field)),
    object: (field) => readGenesis(fields[field], at(field)),
    objects: (field) =>
      items(field).map((item, index) => readGenesis(item, `${at(field)}[${index}]`)),
    texts: (field) =>
      items(field).map((item, index) => requireText(item, `${at(field)}[${index}]`)),
  };
}

function requireObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid(path, "an object");
  return value as Readonly<Record<string, unknown>>;
}

function requireText(value: unknown, path: string): string {
  if (typeof value !== "string") throw invalid(path, "a text");
  return value;
}

function requireList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(path, "a list");
  return value;
}

function requireWhole(value: unknown, path: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw invalid(path, "a whole number from 0 on");
  return value;
}

function requireFlag(value: unknown, path: string): boolean {
  if (typeof value !== "boolean") throw invalid(path, "true or false");
  return value;
}

function invalid(path: string, expected: string): Error {
  return sdkError("invalid-request", `genesis: ${path} must be ${expected}`);
}
