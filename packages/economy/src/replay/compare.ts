import type { Json, JsonObject } from "./json.ts";

/** One place where a replay and its file disagree: `path` is `int.deposit.n1`, say. */
export type Difference = Readonly<{
  path: string;
  expected: Json | undefined;
  actual: Json | undefined;
}>;

/** Where `actual` differs from `expected`. Of a refusal only the fact counts, since its wording is each one's own. */
export function differencesOf(
  expected: Json | undefined,
  actual: Json | undefined,
  path = "int",
): readonly Difference[] {
  if (isRefusal(expected) && isRefusal(actual)) return [];
  if (!isObject(expected) || !isObject(actual)) {
    return JSON.stringify(expected) === JSON.stringify(actual) ? [] : [{ path, expected, actual }];
  }

  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].flatMap((key) =>
    differencesOf(own(expected, key), own(actual, key), `${path}.${key}`),
  );
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRefusal(value: Json | undefined): boolean {
  return isObject(value) && typeof own(value, "rejected") === "string";
}
