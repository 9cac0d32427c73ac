import { decodeUri } from "../signature/uri-encoding.ts";

/** Decoded query parameters in their order; a parameter without `=` has the value "". */
export type Query = readonly (readonly [name: string, value: string])[];

/** `+` is a space here, as S3 has it. */
export function parseQuery(raw: string): Query {
  if (raw === "") return [];
  return raw
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals < 0 ? pair : pair.slice(0, equals);
      const value = equals < 0 ? "" : pair.slice(equals + 1);
      return [decodeUri(name.replaceAll("+", " ")), decodeUri(value.replaceAll("+", " "))] as const;
    });
}

export function parameter(query: Query, name: string): string | undefined {
  return query.find(([candidate]) => candidate === name)?.[1];
}
