import { fromBase64, fromHex } from "@stos/codec";
import { type Noz, noz } from "@stos/units";
import { NetworkError } from "../network-error.ts";
import { isFields } from "./json.ts";

/** Reads the fields of a JSON object; each throws `NetworkError` answer-invalid for another type. */
export type Fields = Readonly<{
  has(name: string): boolean;
  text(name: string): string;
  flag(name: string): boolean;
  /** A whole number up to 2^53, as JSON number or decimal text. */
  whole(name: string): number;
  noz(name: string): Noz;
  hex(name: string): Uint8Array;
  base64(name: string): Uint8Array;
  object(name: string): Fields;
  objects(name: string): readonly Fields[];
  texts(name: string): readonly string[];
}>;

export function fieldsOf(url: string, value: unknown): Fields {
  if (!isFields(value)) throw invalid(url, "it is no object");
  const text = (name: string): string => {
    const field = value[name];
    if (typeof field !== "string") throw invalid(url, `"${name}" is no text`);
    return field;
  };
  const list = (name: string): readonly unknown[] => {
    const field = value[name] ?? [];
    if (!Array.isArray(field)) throw invalid(url, `"${name}" is no list`);
    return field;
  };
  const bytes = (name: string, decode: (text: string) => Uint8Array): Uint8Array => {
    try {
      return decode(text(name));
    } catch {
      throw invalid(url, `"${name}" is no bytes`);
    }
  };
  return {
    has: (name) => value[name] !== undefined && value[name] !== null,
    text,
    flag(name) {
      const field = value[name];
      if (typeof field !== "boolean") throw invalid(url, `"${name}" is no flag`);
      return field;
    },
    whole(name) {
      const field = value[name];
      const number = typeof field === "string" && /^\d{1,16}$/.test(field) ? Number(field) : field;
      if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 0)
        throw invalid(url, `"${name}" is no whole number`);
      return number;
    },
    noz(name) {
      const field = text(name);
      if (!/^\d{1,40}$/.test(field)) throw invalid(url, `"${name}" is no amount`);
      return noz(BigInt(field));
    },
    hex: (name) => bytes(name, fromHex),
    base64: (name) => bytes(name, fromBase64),
    object: (name) => fieldsOf(url, value[name]),
    objects: (name) => list(name).map((item) => fieldsOf(url, item)),
    texts: (name) =>
      list(name).map((item) => {
        if (typeof item !== "string") throw invalid(url, `"${name}" holds what is no text`);
        return item;
      }),
  };
}

function invalid(url: string, reason: string): NetworkError {
  return new NetworkError({ code: "answer-invalid", url, reason });
}
